using System.Globalization;
using Platform.AppHost.Processes;
using Platform.AppHost.Resources;
using Platform.AppHost.State;
using Platform.Tools;

namespace Platform.AppHost;

/// <summary>Administers the database, in a browser: Adminer, which asks for the password of the role that is to log in.</summary>
internal static class DatabaseAdmin
{
    private const int PreferredPort = 8082;

    /// <summary>Adds the page, where it is wanted; one that cannot be had is skipped and said.</summary>
    public static async Task AddDatabaseAdminAsync(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, IResourceBuilder<PostgresDatabaseResource> database, PlatformContext platform)
    {
        if (!platform.Options.WantsTool(name)
            || await OptionalTool.FindAsync(name, () => new Toolbox().EnsureAsync([ToolNames.Adminer], ToolDisplay.Create())) is not { } tools)
        {
            return;
        }

        var port = platform.Ports.Get(name, PreferredPort);
        var sessions = platform.State.Data(name);
        OwnerOnly.CreateFolder(sessions);
        var server = database.Resource.Parent;
        builder.AddExecutable(name, tools.Path("php"), platform.State.Path)
            .WithArgs(
                "-n",
                "-d", $"extension={tools.Path("pgsql.so")}",
                "-d", $"session.save_path={sessions}",
                "-d", "display_errors=0",
                "-S", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"),
                tools.Path("adminer.php"))
            .WithEnvironment(tools.EnvironmentOf(ToolNames.Adminer))
            .WithHttpEndpoint(port: port, targetPort: port, isProxied: false)
            .WithUrlForEndpoint("http", url => url.Url =
                $"/?pgsql={Uri.EscapeDataString($"127.0.0.1:{server.Endpoint.Number}")}&username={PostgresRoles.App}&db={database.Resource.Name}")
            .WithHttpHealthCheck("/")
            .WithIconName("DatabasePerson")
            .WaitFor(database);
    }
}
