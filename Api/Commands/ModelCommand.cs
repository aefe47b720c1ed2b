using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Platform.Api.Data;

namespace Platform.Api.Commands;

/// <summary>The two commands that need EF Core's model: <c>migrate --script</c> and <c>migrate --check</c>.</summary>
internal static class ModelCommand
{
    /// <summary>All migrations as one script that may be run again and again, and the grants.</summary>
    public static string Script()
    {
        using var context = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseNpgsql("Host=none").Options);
        var script = context.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);
        return $"{script}{Environment.NewLine}{MigrationCatalogue.ReadGrants()}";
    }

    /// <exception cref="DataException">Migrations are pending, or model and database differ.</exception>
    public static async Task CheckAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var pending = await new Migrator(connection).PendingAsync(cancellationToken);
        DataException.ThrowIfAny("Migrations are pending", pending);
        await using var context = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseNpgsql(connection).Options);
        var differences = await new SchemaCheck(context, connection).DifferencesAsync(cancellationToken);
        DataException.ThrowIfAny("The model and the database differ", differences.Concat(await SchemaCatalogue.DifferencesAsync(connection, cancellationToken)));
    }
}
