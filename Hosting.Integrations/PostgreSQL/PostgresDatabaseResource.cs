using System.Diagnostics;
using Npgsql;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A database of a PostgreSQL server.</summary>
[DebuggerDisplay("Type = {GetType().Name,nq}, Name = {Name}, Database = {DatabaseName}")]
public class PostgresDatabaseResource(string name, string databaseName, PostgresServerResource postgresParentResource)
    : Resource(name), IResourceWithParent<PostgresServerResource>, IResourceWithConnectionString
{
    /// <summary>The server.</summary>
    public PostgresServerResource Parent { get; } = postgresParentResource ?? throw new ArgumentNullException(nameof(postgresParentResource));

    /// <summary>The database's name in the server.</summary>
    public string DatabaseName { get; } = !string.IsNullOrEmpty(databaseName) ? databaseName : throw new ArgumentException("A database has a name.", nameof(databaseName));

    /// <summary>The server's connection string and <c>Database=...</c></summary>
    public ReferenceExpression ConnectionStringExpression
    {
        get
        {
            // As a part of a connection string: a name with a semicolon in it is put in quotes.
            var database = new NpgsqlConnectionStringBuilder { Database = DatabaseName }.ConnectionString;
            return ReferenceExpression.Create($"{Parent};{database}");
        }
    }

    /// <summary><c>postgresql://user:password@host:port/database</c></summary>
    public ReferenceExpression UriExpression => Parent.Uri(DatabaseName);

    /// <summary><c>jdbc:postgresql://host:port/database</c></summary>
    public ReferenceExpression JdbcConnectionString => Parent.Jdbc(DatabaseName);

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
        Parent.ConnectionProperties(UriExpression, JdbcConnectionString).Append(new("DatabaseName", ReferenceExpression.Create($"{DatabaseName}")));
}
