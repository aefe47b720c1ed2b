using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.AppHost;
using Platform.Hosting.Integrations;
using Platform.Hosting.Integrations.PostgreSQL;

namespace Aspire.Hosting;

/// <summary>Adds PostgreSQL servers as containers.</summary>
public static partial class PostgresBuilderExtensions
{
    private const string InitFolder = "/docker-entrypoint-initdb.d";

    /// <summary>Adds a PostgreSQL server.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="userName">The administrator's name; <c>postgres</c> when null.</param>
    /// <param name="password">The administrator's password; generated when null.</param>
    /// <param name="port">The port on this machine; a free one when null.</param>
    /// <example><code>var shop = builder.AddPostgres("postgres").WithDataVolume().AddDatabase("shop");</code></example>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(this IDistributedApplicationBuilder builder, [ResourceName] string name, IResourceBuilder<ParameterResource>? userName = null, IResourceBuilder<ParameterResource>? password = null, int? port = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var secret = password?.Resource ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password");
        var server = new PostgresServerResource(name, userName?.Resource, secret);
        builder.Eventing.Subscribe<ResourceReadyEvent>(server, (@event, cancellationToken) => PostgresSessions.CreateDatabasesAsync(
            server,
            [.. builder.Resources.OfType<PostgresDatabaseResource>().Where(d => d.Parent == server)],
            @event.Services.GetRequiredService<ResourceLoggerService>(),
            cancellationToken));
        return builder.AddResource(server)
            .WithEndpoint(port: port, targetPort: 5432, name: PostgresServerResource.PrimaryEndpointName)
            .WithImage(ContainerImages.IntegrationPostgres)
            .WithIconName("DatabaseMultiple")
            .WithEnvironment("POSTGRES_HOST_AUTH_METHOD", "scram-sha-256")
            .WithEnvironment("POSTGRES_INITDB_ARGS", "--auth-host=scram-sha-256 --auth-local=scram-sha-256")
            .WithEnvironment(context =>
            {
                context.EnvironmentVariables["POSTGRES_USER"] = server.UserNameReference;
                context.EnvironmentVariables["POSTGRES_PASSWORD"] = server.PasswordParameter;
            })
            .WithHealthCheck(AddCheck(builder, name, PostgresSessions.Check(server)));
    }

    /// <summary>Adds a database, which is created when the server is ready.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="name">The resource's name, and that of its connection string.</param>
    /// <param name="databaseName">The name in the server; <paramref name="name"/> when null.</param>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(this IResourceBuilder<PostgresServerResource> builder, [ResourceName] string name, string? databaseName = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var database = new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource);
        builder.Resource.AddDatabase(name, database.DatabaseName);
        return builder.ApplicationBuilder.AddResource(database)
            .WithIconName("Database")
            .WithHealthCheck(AddCheck(builder.ApplicationBuilder, name, PostgresSessions.Check(builder.Resource, database.DatabaseName)));
    }

    /// <summary>Creates the database by a script of SQL, in place of <c>CREATE DATABASE</c>. It runs at every start.</summary>
    public static IResourceBuilder<PostgresDatabaseResource> WithCreationScript(this IResourceBuilder<PostgresDatabaseResource> builder, string script)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(script);
        return builder.WithAnnotation(new CreationScriptAnnotation(script), ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>Keeps the data in a volume, which outlives the application.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithVolume(name ?? VolumeName.For(builder, "data"), DataPath(builder.Resource), isReadOnly);
    }

    /// <summary>Keeps the data in a folder of this machine.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataBindMount(this IResourceBuilder<PostgresServerResource> builder, string source, bool isReadOnly = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(source);
        return builder.WithBindMount(source, DataPath(builder.Resource), isReadOnly);
    }

    /// <summary>Gives the server the folder of scripts that it runs at its first start by a mount.</summary>
    [Obsolete("Use WithInitFiles instead.")]
    public static IResourceBuilder<PostgresServerResource> WithInitBindMount(this IResourceBuilder<PostgresServerResource> builder, string source, bool isReadOnly = true)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(source);
        return builder.WithBindMount(source, InitFolder, isReadOnly);
    }

    /// <summary>Gives the server scripts that it runs at its first start, from a file or folder of this machine.</summary>
    public static IResourceBuilder<PostgresServerResource> WithInitFiles(this IResourceBuilder<PostgresServerResource> builder, string source)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        return builder.WithContainerFiles(InitFolder, source);
    }

    /// <summary>Sets the administrator's password.</summary>
    public static IResourceBuilder<PostgresServerResource> WithPassword(this IResourceBuilder<PostgresServerResource> builder, IResourceBuilder<ParameterResource> password)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(password);
        builder.Resource.PasswordParameter = password.Resource;
        return builder;
    }

    /// <summary>Sets the administrator's name.</summary>
    public static IResourceBuilder<PostgresServerResource> WithUserName(this IResourceBuilder<PostgresServerResource> builder, IResourceBuilder<ParameterResource> userName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(userName);
        builder.Resource.UserNameParameter = userName.Resource;
        return builder;
    }

    /// <summary>Sets the server's port on this machine; a free one when null.</summary>
    public static IResourceBuilder<PostgresServerResource> WithHostPort(this IResourceBuilder<PostgresServerResource> builder, int? port) =>
        builder.WithEndpoint(PostgresServerResource.PrimaryEndpointName, endpoint => endpoint.Port = port);

    /// <summary>Sets pgAdmin's port on this machine; a free one when null.</summary>
    public static IResourceBuilder<PgAdminContainerResource> WithHostPort(this IResourceBuilder<PgAdminContainerResource> builder, int? port) =>
        builder.WithEndpoint("http", endpoint => endpoint.Port = port);

    /// <summary>Sets pgweb's port on this machine; a free one when null.</summary>
    public static IResourceBuilder<PgWebContainerResource> WithHostPort(this IResourceBuilder<PgWebContainerResource> builder, int? port) =>
        builder.WithEndpoint("http", endpoint => endpoint.Port = port);

    private static string AddCheck(IDistributedApplicationBuilder builder, string name, IHealthCheck check)
    {
        var key = $"{name}_check";
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(key, check, failureStatus: null, tags: null));
        return key;
    }

    // From version 18 on the image keeps the data in a folder of the version, below the mount.
    private static string DataPath(PostgresServerResource server) =>
        server.TryGetLastAnnotation<ContainerImageAnnotation>(out var image)
        && int.TryParse(new string([.. (image.Tag ?? "").TakeWhile(char.IsAsciiDigit)]), out var major) && major < 18
            ? "/var/lib/postgresql/data"
            : "/var/lib/postgresql";
}
