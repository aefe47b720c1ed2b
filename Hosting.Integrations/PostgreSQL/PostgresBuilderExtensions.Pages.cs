using System.Text.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Postgres;
using Platform.AppHost;
using Platform.Hosting.Integrations;

namespace Aspire.Hosting;

/// <summary>Pages to look into PostgreSQL with.</summary>
public static partial class PostgresBuilderExtensions
{
    private static readonly ValueProviderContext s_asContainer = new() { Network = KnownNetworkIdentifiers.DefaultAspireContainerNetwork };

    /// <summary>Adds pgAdmin with all servers of the application; once, however often it is asked for.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="configureContainer">Changes pgAdmin's container.</param>
    /// <param name="containerName">The resource's name; <c>pgadmin</c> when null.</param>
    public static IResourceBuilder<T> WithPgAdmin<T>(this IResourceBuilder<T> builder, Action<IResourceBuilder<PgAdminContainerResource>>? configureContainer = null, string? containerName = null) where T : PostgresServerResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        var application = builder.ApplicationBuilder;
        if (application.Resources.OfType<PgAdminContainerResource>().SingleOrDefault() is { } existing)
        {
            configureContainer?.Invoke(application.CreateResourceBuilder(existing));
            return builder;
        }

        var page = application.AddResource(new PgAdminContainerResource(containerName ?? "pgadmin"))
            .WithImage(ContainerImages.PgAdmin)
            .WithIconName("WindowDatabase")
            .WithHttpEndpoint(targetPort: 80, name: "http")
            .ExcludeFromManifest()
            .WithEnvironment("PGADMIN_CONFIG_SERVER_MODE", "False")
            .WithEnvironment("PGADMIN_CONFIG_MASTER_PASSWORD_REQUIRED", "False")
            .WithEnvironment("PGADMIN_DEFAULT_EMAIL", "admin@domain.com") // it insists on a user, whom nobody has to be
            .WithEnvironment("PGADMIN_DEFAULT_PASSWORD", "admin")
            .WithHttpHealthCheck("/browser")
            .WithContainerFiles("/pgadmin4", async (_, cancellationToken) =>
                [new ContainerFile { Name = "servers.json", Contents = await ServersAsync(application.Resources.OfType<PostgresServerResource>(), cancellationToken).ConfigureAwait(false) }]);
        configureContainer?.Invoke(page);
        page.WithRelationship(builder.Resource, "PgAdmin");
        return builder;
    }

    /// <summary>Adds pgweb with all databases of the application; once, however often it is asked for.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="configureContainer">Changes pgweb's container.</param>
    /// <param name="containerName">The resource's name; <c>pgweb</c> when null.</param>
    public static IResourceBuilder<PostgresServerResource> WithPgWeb(this IResourceBuilder<PostgresServerResource> builder, Action<IResourceBuilder<PgWebContainerResource>>? configureContainer = null, string? containerName = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var application = builder.ApplicationBuilder;
        if (application.Resources.OfType<PgWebContainerResource>().SingleOrDefault() is { } existing)
        {
            configureContainer?.Invoke(application.CreateResourceBuilder(existing));
            return builder;
        }

        var page = application.AddResource(new PgWebContainerResource(containerName ?? "pgweb"))
            .WithImage(ContainerImages.PgWeb)
            .WithIconName("WindowDatabase")
            .WithHttpEndpoint(targetPort: 8081, name: "http")
            .ExcludeFromManifest()
            .WithArgs("--bookmarks-dir=/.pgweb/bookmarks", "--sessions")
            .WithHttpHealthCheck()
            .WithContainerFiles("/", async (_, cancellationToken) =>
            [
                new ContainerDirectory
                {
                    Name = ".pgweb",
                    Entries = [new ContainerDirectory { Name = "bookmarks", Entries = await BookmarksAsync(application.Resources.OfType<PostgresDatabaseResource>(), cancellationToken).ConfigureAwait(false) }],
                },
            ]);
        configureContainer?.Invoke(page);
        page.WithRelationship(builder.Resource, "PgWeb");
        return builder;
    }

    /// <summary>The servers as pgAdmin reads them: https://www.pgadmin.org/docs/pgadmin4/latest/import_export_servers.html</summary>
    private static async Task<string> ServersAsync(IEnumerable<PostgresServerResource> servers, CancellationToken cancellationToken)
    {
        var list = new JsonObject();
        foreach (var server in servers)
        {
            var session = await SessionAsync(server, cancellationToken).ConfigureAwait(false);
            list[$"{list.Count + 1}"] = new JsonObject
            {
                ["Name"] = server.Name,
                ["Group"] = "Servers",
                ["Host"] = session.Host,
                ["Port"] = session.Port,
                ["Username"] = session.User,
                ["SSLMode"] = "prefer",
                ["MaintenanceDB"] = "postgres",
                ["PasswordExecCommand"] = $"echo '{session.Password.Replace("'", "'\\''", StringComparison.Ordinal)}'",
            };
        }

        return new JsonObject { ["Servers"] = list }.ToJsonString();
    }

    /// <summary>The databases as pgweb reads them, one file each: https://github.com/sosedoff/pgweb/wiki/Server-Connection-Bookmarks</summary>
    private static async Task<IEnumerable<ContainerFileSystemItem>> BookmarksAsync(IEnumerable<PostgresDatabaseResource> databases, CancellationToken cancellationToken)
    {
        var files = new List<ContainerFileSystemItem>();
        foreach (var database in databases)
        {
            var session = await SessionAsync(database.Parent, cancellationToken).ConfigureAwait(false);
            files.Add(new ContainerFile
            {
                Name = $"{database.Name}.toml",
                Contents = $"""
                    host = {Quoted(session.Host)}
                    port = {session.Port}
                    user = {Quoted(session.User)}
                    password = {Quoted(session.Password)}
                    database = {Quoted(database.DatabaseName)}
                    sslmode = "disable"

                    """,
            });
        }

        return files;

        // A basic string of TOML escapes what one of JSON does.
        static string Quoted(string value) => JsonSerializer.Serialize(value);
    }

    private static async Task<(string Host, int Port, string User, string Password)> SessionAsync(PostgresServerResource server, CancellationToken cancellationToken) => (
        (await server.Host.GetValueAsync(s_asContainer, cancellationToken).ConfigureAwait(false))!,
        int.Parse((await server.Port.GetValueAsync(s_asContainer, cancellationToken).ConfigureAwait(false))!, System.Globalization.CultureInfo.InvariantCulture),
        (await server.UserNameReference.GetValueAsync(cancellationToken).ConfigureAwait(false))!,
        (await server.PasswordParameter.GetValueAsync(cancellationToken).ConfigureAwait(false))!);
}
