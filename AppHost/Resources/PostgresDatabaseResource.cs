using Platform.AppHost.Processes;

namespace Platform.AppHost.Resources;

/// <summary>A database on a PostgreSQL server.</summary>
internal sealed class PostgresDatabaseResource(string name, IPostgresServer server)
    : Resource(name), IResourceWithParent<IPostgresServer>, IResourceWithConnectionString
{
    public IPostgresServer Parent => server;

    /// <summary>Npgsql's format, in the role that reads and writes rows: <c>Host=127.0.0.1;Port=5432;Database=shopdb;Username=app;Password=...</c></summary>
    public ReferenceExpression ConnectionStringExpression => ConnectionStringFor(PostgresRoles.App);

    /// <summary>The same in another role.</summary>
    public ReferenceExpression ConnectionStringFor(string role) => ReferenceExpression.Create(
        $"Host={server.Endpoint.Host};Port={server.Endpoint.Port};Database={Name};Username={role};Password={server.Password(role)}");
}
