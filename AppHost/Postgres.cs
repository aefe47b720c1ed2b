using Platform.AppHost.Faults;
using Platform.AppHost.Health;
using Platform.AppHost.Processes;
using Platform.AppHost.Resources;

namespace Platform.AppHost;

/// <summary>The PostgreSQL server and its databases, in both forms.</summary>
internal static class Postgres
{
    private const int PreferredPort = 5432;

    /// <summary>Adds a PostgreSQL server in the form that is chosen for it.</summary>
    public static IResourceBuilder<IPostgresServer> AddPostgres(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, PlatformContext platform) =>
        platform.Forms.Of(name, ServiceForm.Process) switch
        {
            _ => builder.AddPostgresProcess(name, platform),
        };

    /// <summary>Adds a database on the server; its connection string is that of the role <c>app</c>.</summary>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(this IResourceBuilder<IPostgresServer> server, [ResourceName] string name) =>
        server.ApplicationBuilder.AddResource(new PostgresDatabaseResource(name, server.Resource))
            .WithIconName("Database")
            .WithHealthCheck(server.ApplicationBuilder.AddPostgresHealthCheck(name, server.Resource));

    /// <summary>Passes a database's connection string in a role other than <c>app</c>.</summary>
    public static IResourceBuilder<T> WithReference<T>(
        this IResourceBuilder<T> builder, IResourceBuilder<PostgresDatabaseResource> database, string role)
        where T : IResourceWithEnvironment =>
        builder.WithEnvironment($"ConnectionStrings__{database.Resource.Name}", database.Resource.ConnectionStringFor(role))
            .WithReferenceRelationship(database.Resource);

    private static IResourceBuilder<PostgresProcessResource> AddPostgresProcess(
        this IDistributedApplicationBuilder builder, string name, PlatformContext platform)
    {
        var tool = platform.Tools.Postgres;
        var template = new PostgresTemplate(tool, ServiceDefaults.ResourceNames.ShopDb, State.UserCache.Folder);
        var cluster = new PostgresCluster(tool, platform.State.Data(name), template, platform.Secrets, platform.State.IsTemporary);
        cluster.Check();
        var port = platform.Ports.Get(name, PreferredPort);
        var (program, arguments) = PostgresCommand.For(tool, cluster.DataFolder, platform.Relays.Behind(name, port));
        var passwords = new[] { PostgresRoles.Owner, PostgresRoles.App, PostgresRoles.Exporter }
            .ToDictionary(role => role, role => builder.AddPassword($"{name}-{role}", platform));
        var server = new PostgresProcessResource(name, program, platform.State.Path, passwords);

        // A data directory that cannot be made ends the start before anything runs. A temporary one is always new: making it and
        // starting the engine take their time together.
        var preparing = new Lazy<Task>(() => Task.Run(() => cluster.PrepareAsync(CancellationToken.None)));
        builder.OnBeforeStart((_, _) => platform.State.IsTemporary ? Task.FromResult(preparing.Value) : preparing.Value);

        return builder.AddResource(server)
            .WithArgs(arguments)
            .WithEndpoint(port: port, targetPort: port, scheme: "postgresql", name: PostgresProcessResource.EndpointName, isProxied: false)
            .WithIconName("DatabaseMultiple")
            .WithHealthCheck(builder.AddPostgresHealthCheck(name, server))
            .WithAnnotation(new ServerProcessAnnotation(cluster.RunningPid))
            .OnBeforeResourceStarted(async (_, _, cancellationToken) =>
            {
                await preparing.Value.WaitAsync(cancellationToken);

                // A later start may find no data, or data of another clone.
                await cluster.PrepareAsync(cancellationToken);
            });
    }
}
