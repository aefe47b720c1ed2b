using Platform.AppHost.Commands.Backchannel;
using Platform.AppHost.Processes;
using Platform.AppHost.State;
using Platform.ServiceDefaults;

namespace Platform.AppHost.Commands.Verbs;

/// <summary>What people ask of the running database from the command line.</summary>
internal static class DatabaseVerbs
{
    public static IReadOnlyList<Verb> All { get; } =
    [
        new("psql-url", "", "Prints the running database's URL.", (arguments, _) =>
        {
            arguments.End();
            Console.WriteLine(DatabaseUrl(Clone.StatePath));
            return Task.FromResult(0);
        }),
        new("migrate", "", "Applies pending migrations.", (arguments, cancellationToken) =>
        {
            arguments.End();
            return ExecuteAsync(DatabaseCommands.Migrate, [], cancellationToken);
        }),
        new("seed", "[--scale <n>]", "Puts the test data in place.", (arguments, cancellationToken) =>
        {
            var scale = arguments.Option("--scale") ?? "1";
            arguments.End();
            return ExecuteAsync(DatabaseCommands.Seed, new() { [DatabaseCommands.Scale] = scale }, cancellationToken);
        }),
    ];

    /// <summary>The address of the running clone's database in the role that owns it, in the format of libpq.</summary>
    internal static string DatabaseUrl(string stateFolder)
    {
        var running = RunLock.Running(stateFolder)
            ?? throw new PlatformException("This clone does not run. Start it: dotnet run --project AppHost");
        var password = new Secrets(StateFolder.At(stateFolder)).Get($"{ResourceNames.Postgres}-{PostgresRoles.Owner}");
        return $"postgresql://{PostgresRoles.Owner}:{password}@127.0.0.1:{running.Ports[ResourceNames.Postgres]}/{ResourceNames.ShopDb}";
    }

    private static Task<int> ExecuteAsync(string command, Dictionary<string, string?> arguments, CancellationToken cancellationToken) =>
        RunningAppHost.Get(Clone.StatePath).ExecuteAsync(ResourceNames.ShopDb, command, arguments, showLog: true, cancellationToken);
}
