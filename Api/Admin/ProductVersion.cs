using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Api.Data;

namespace Platform.Api.Admin;

/// <summary>The version of a product's row, as an entity tag: PostgreSQL's own number of the transaction that wrote it.</summary>
internal static class ProductVersion
{
    private const string Sql = "SELECT '\"' || xmin || '\"' AS \"Value\" FROM products WHERE id = ";

    /// <summary>Null when there is no such product.</summary>
    public static async Task<string?> ReadAsync(NpgsqlDataSource database, int id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"{Sql}$1");
        command.Parameters.Add(new() { Value = id });
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>The same, and nobody changes the product until the context's transaction ends.</summary>
    public static async Task<string?> LockAsync(ShopContext context, int id, CancellationToken cancellationToken) =>
        (await context.Database.SqlQueryRaw<string>(Sql + "{0} FOR NO KEY UPDATE", id).ToListAsync(cancellationToken)).FirstOrDefault();
}
