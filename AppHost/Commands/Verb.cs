using System.Reflection;
using Platform.AppHost.Processes;
using Platform.AppHost.State;
using Platform.ServiceDefaults;

namespace Platform.AppHost.Commands;

/// <summary>What the AppHost can be asked for besides running: quick answers that need no engine.</summary>
internal static class Verb
{
    /// <summary>Answers, and gives the exit code; null when the arguments hold no verb.</summary>
    /// <exception cref="PlatformException">There is no answer now.</exception>
    public static int? Run(string[] args)
    {
        if (args is not ["psql-url"])
        {
            return null;
        }

        Console.WriteLine(DatabaseUrl(StateFolder.PathFor(CloneFolder, ChosenState)));
        return 0;
    }

    /// <summary>The address of the running clone's database in the role that owns it, in the format of libpq.</summary>
    internal static string DatabaseUrl(string stateFolder)
    {
        var running = RunLock.Running(stateFolder)
            ?? throw new PlatformException("This clone does not run. Start it: dotnet run --project AppHost");
        var password = new Secrets(StateFolder.At(stateFolder)).Get($"{ResourceNames.Postgres}-{PostgresRoles.Owner}");
        return $"postgresql://{PostgresRoles.Owner}:{password}@127.0.0.1:{running.Ports[ResourceNames.Postgres]}/{ResourceNames.ShopDb}";
    }

    private static string? ChosenState => Environment.GetEnvironmentVariable("Platform__State") is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;

    private static string CloneFolder => Path.GetFullPath(Path.Combine(
        typeof(Verb).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == "apphostprojectpath").Value!, ".."));
}
