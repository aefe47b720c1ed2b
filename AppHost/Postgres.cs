using Platform.AppHost.Containers;
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
        platform.Forms.Of(name, ServiceForm.Process, ServiceForm.Container) switch
        {
            ServiceForm.Container => builder.AddPostgresContainer(name, platform),
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
        var server = new PostgresProcessResource(name, program, platform.State.Path, builder.AddPasswords(name, platform, PostgresRoles.Owner, PostgresRoles.App, PostgresRoles.Exporter));

        // A data directory that cannot be made ends the start before anything runs. A temporary one is always new: making it and
        // starting the engine take their time together.
        var preparing = new Lazy<Task>(() => Task.Run(() => cluster.PrepareAsync(CancellationToken.None)));
        builder.OnBeforeStart((_, _) => platform.State.IsTemporary ? Task.FromResult(preparing.Value) : preparing.Value);

        return builder.AddResource(server)
            .WithArgs(arguments)
            .WithEndpoint(port: port, targetPort: port, scheme: "postgresql", name: IPostgresServer.EndpointName, isProxied: false)
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

    private static IResourceBuilder<PostgresContainerResource> AddPostgresContainer(
        this IDistributedApplicationBuilder builder, string name, PlatformContext platform)
    {
        const int ContainerPort = 5432;
        var image = ContainerImages.Postgres;
        platform.ContainerEngine.Require(name);
        var data = new PostgresContainerData(
            platform.State.Data(name), platform.State.File("postgres-init"), ServiceDefaults.ResourceNames.ShopDb, platform.Secrets, platform.State.IsTemporary);
        data.Check(image.MajorVersion);
        var port = platform.Ports.Get(name, PreferredPort);
        var passwords = builder.AddPasswords(name, platform, PostgresRoles.Superuser, PostgresRoles.Owner, PostgresRoles.App, PostgresRoles.Exporter);
        var server = new PostgresContainerResource(name, platform.Relays.IsEnabled ? port : null, passwords);

        return builder.AddResource(server)
            .WithImage(image, platform)
            .WithData(platform.State.Data(name), PostgresContainerData.Target, platform)
            .WithBindMount(platform.State.File("postgres-init"), PostgresContainerData.ScriptsTarget, isReadOnly: true)
            .WithEnvironment("POSTGRES_PASSWORD", server.Password(PostgresRoles.Superuser))
            .WithEnvironment("POSTGRES_INITDB_ARGS", PostgresContainerData.InitialisationArguments(image.MajorVersion))
            // What parallel queries share does not fit into the 64 MiB that an engine gives.
            .WithContainerRuntimeArgs("--shm-size", "256m")
            .WithPublishedPort(IPostgresServer.EndpointName, "postgresql", ContainerPort, port, platform)
            .WithIconName("DatabaseMultiple")
            .WithHealthCheck(builder.AddPostgresHealthCheck(name, server))
            .OnBeforeResourceStarted((_, _, _) =>
            {
                data.Prepare();
                return Task.CompletedTask;
            });
    }

    private static Dictionary<string, ParameterResource> AddPasswords(
        this IDistributedApplicationBuilder builder, string name, PlatformContext platform, params string[] roles) =>
        roles.ToDictionary(role => role, role => builder.AddPassword($"{name}-{role}", platform));
}
