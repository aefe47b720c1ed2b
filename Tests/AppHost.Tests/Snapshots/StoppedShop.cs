using Platform.AppHost.Processes;
using Platform.AppHost.Snapshots;
using Platform.AppHost.State;
using Platform.ServiceDefaults;
using Platform.Tools;

namespace Platform.AppHost.Tests.Snapshots;

/// <summary>A stopped clone with data in all three stores, each of which tells with a mark which data it is.</summary>
internal sealed class StoppedShop : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly PostgresTemplate template;

    private StoppedShop(ToolSet tools)
    {
        State = StateFolder.At(folder.File(".platform"));
        Context = ContextOf(State, tools);
        template = new PostgresTemplate(tools.Postgres, ResourceNames.ShopDb, UserCache.Folder);
        Data = new StoppedData(Context);
    }

    public StateFolder State { get; }

    public SnapshotContext Context { get; }

    public StoppedData Data { get; }

    public SnapshotStore Snapshots => new(State);

    private string Postgres => Context.Data(ResourceNames.Postgres);

    public static Task<ToolSet> ToolsAsync() => new Toolbox().EnsureAsync([ToolNames.Postgres, ToolNames.Redis]);

    public static SnapshotContext ContextOf(StateFolder state, ToolSet tools) => new(
        state,
        new Secrets(state),
        new FormChoices(state.Path, new PlatformOptions(null, new Dictionary<string, ServiceForm>(), new Dictionary<string, int>(), null, default)),
        tools);

    public static async Task<StoppedShop> CreateAsync(string mark)
    {
        var shop = new StoppedShop(await ToolsAsync());
        await new PostgresCluster(shop.Context.Tools.Postgres, shop.Postgres, shop.template, shop.Context.Secrets, isTest: false).PrepareAsync(CancellationToken.None);
        await shop.ExecuteAsync(
            """CREATE TABLE "__EFMigrationsHistory" ("MigrationId" varchar(150) PRIMARY KEY)""",
            """INSERT INTO "__EFMigrationsHistory" VALUES ('0001_catalogue'), ('0002_identity')""",
            "CREATE TABLE data_protection_keys (xml text)",
            "INSERT INTO data_protection_keys VALUES ('sealed with the first clone''s key')",
            "CREATE TABLE mark (value text)",
            "INSERT INTO mark VALUES ('none')");
        await shop.MarkAsync(mark);
        return shop;
    }

    public SnapshotTaker Taker(IDataHolder? holder = null) => new(Context, holder ?? Data, _ => { });

    public SnapshotRestorer Restorer(IDataHolder? holder = null) => new(Context, holder ?? Data, _ => { });

    /// <summary>Changes the data of all stores.</summary>
    public async Task MarkAsync(string mark)
    {
        await ExecuteAsync($"UPDATE mark SET value = '{mark}'");
        foreach (var path in MarkFiles)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, mark);
        }
    }

    /// <summary>The mark of each store, which is the same in all or the data is a mixture.</summary>
    public async Task<string> MarkOfAllAsync()
    {
        var database = Assert.Single(await QueryAsync("SELECT value FROM mark"));
        Assert.All(MarkFiles, path => Assert.Equal(database, File.ReadAllText(path)));
        return database;
    }

    public Task ExecuteAsync(params string[] statements) =>
        new PostgresSingleUser(Context.Tools.Postgres, Postgres).ExecuteAsync(ResourceNames.ShopDb, statements, CancellationToken.None);

    public Task<IReadOnlyList<string>> QueryAsync(string query) =>
        new PostgresSingleUser(Context.Tools.Postgres, Postgres).QueryAsync(ResourceNames.ShopDb, query, CancellationToken.None);

    public void Dispose() => folder.Dispose();

    private string[] MarkFiles => [Path.Combine(Context.Data(ResourceNames.Redis), "dump.rdb"), Path.Combine(Context.Data(ResourceNames.Storage), "index", "000001.journal")];
}
