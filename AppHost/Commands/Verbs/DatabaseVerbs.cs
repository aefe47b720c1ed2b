using Platform.AppHost.Commands.Backchannel;
using Platform.AppHost.Snapshots;
using Platform.AppHost.State;
using Platform.ServiceDefaults;

namespace Platform.AppHost.Commands.Verbs;

/// <summary>What people ask of the database from the command line, of a running one or of the data of a clone that is stopped.</summary>
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
        new("migrate", "", "Applies pending migrations, of the running database or of the stopped data.", (arguments, cancellationToken) =>
        {
            arguments.End();
            return RunAsync(DatabaseCommands.Migrate, [], ["migrate"], cancellationToken);
        }),
        new("seed", "[--scale <n>]", "Puts the test data in place, likewise.", (arguments, cancellationToken) =>
        {
            var scale = arguments.Option("--scale") ?? "1";
            arguments.End();
            return RunAsync(DatabaseCommands.Seed, new() { [DatabaseCommands.Scale] = scale }, ["migrate", "--seed", "--scale", scale], cancellationToken);
        }),
        new("db-check", "", "Fails when the database and the model differ, or migrations conflict; likewise.", CheckAsync),
    ];

    /// <summary>The address of the running clone's database in the role that owns it, in the format of libpq.</summary>
    internal static string DatabaseUrl(string stateFolder)
    {
        var running = RunLock.Running(stateFolder)
            ?? throw new PlatformException("This clone does not run. Start it: dotnet run --project AppHost");
        return ApiProgram.DatabaseUrl(new Secrets(StateFolder.At(stateFolder)), running.Ports[ResourceNames.Postgres]);
    }

    // The running AppHost does it itself: its resources show what happens.
    private static Task<int> RunAsync(string command, Dictionary<string, string?> arguments, string[] onStoppedData, CancellationToken cancellationToken) =>
        RunningAppHost.Find(Clone.StatePath) is { } running
            ? running.ExecuteAsync(ResourceNames.ShopDb, command, arguments, showLog: true, cancellationToken)
            : RunOnStoppedDataAsync(onStoppedData, cancellationToken);

    private static async Task<int> CheckAsync(VerbArguments arguments, CancellationToken cancellationToken)
    {
        arguments.End();
        string[] check = ["migrate", "--check"];
        return RunLock.Running(Clone.StatePath) is null
            ? await RunOnStoppedDataAsync(check, cancellationToken)
            : await ApiProgram.RunAsync(check, DatabaseUrl(Clone.StatePath), cancellationToken);
    }

    private static Task<int> RunOnStoppedDataAsync(string[] arguments, CancellationToken cancellationToken) =>
        StoppedClone.RunAsync(Clone.StatePath, (context, _) => new StoppedDatabase(context).RunAsync(
            url => ApiProgram.RunAsync(arguments, url, cancellationToken), cancellationToken));
}
