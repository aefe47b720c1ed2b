using Platform.AppHost.Processes;
using Platform.AppHost.State;
using Platform.ServiceDefaults;

namespace Platform.AppHost.Snapshots;

/// <summary>The data while nothing runs. Only for who holds the clone's lock.</summary>
internal sealed class StoppedData(SnapshotContext context) : IDataHolder
{
    private string Folder => context.Data(ResourceNames.Postgres);

    private PostgresSingleUser Server => new(context.Tools.Postgres, Folder);

    public Task<IReadOnlyList<string>> MigrationsAsync(CancellationToken cancellationToken) =>
        Server.QueryAsync(ResourceNames.ShopDb, """SELECT "MigrationId" FROM "__EFMigrationsHistory" ORDER BY 1""", cancellationToken);

    /// <summary>A server that was killed has left a log to be replayed: opening the data once does that.</summary>
    public Task StopAsync(StopPurpose purpose) => purpose is not StopPurpose.Copy || PostgresControlFile.Read(Folder).IsShutDown
        ? Task.CompletedTask
        : Server.ExecuteAsync(PostgresRoles.Superuser, [], CancellationToken.None);

    /// <summary>The next start applies what is missing by itself.</summary>
    public Task StartAsync(bool migrate) => Task.CompletedTask;

    public Task ReleaseAsync() => Task.CompletedTask;
}
