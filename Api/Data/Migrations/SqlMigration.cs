using System.Reflection;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Platform.Api.Data.Migrations;

/// <summary>A migration whose content is the SQL file of the same name. There is no way back: a mistake is mended by the next one.</summary>
internal abstract class SqlMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(MigrationCatalogue.ReadSql(GetType().GetCustomAttribute<MigrationAttribute>()!.Id));

    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("Migrations go forward only. Restore a backup, or add a migration that mends what is wrong.");
}

/// <summary>Which migration this one builds on; null for the first.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class FollowsAttribute(string? parent) : Attribute
{
    public string? Parent { get; } = parent;
}

[DbContext(typeof(ShopContext)), Migration("0001_catalogue"), Follows(null)]
internal sealed class CatalogueMigration : SqlMigration;

[DbContext(typeof(ShopContext)), Migration("0002_identity"), Follows("0001_catalogue")]
internal sealed class IdentityMigration : SqlMigration;

[DbContext(typeof(ShopContext)), Migration("0003_jobs"), Follows("0002_identity")]
internal sealed class JobsMigration : SqlMigration;

[DbContext(typeof(ShopContext)), Migration("0004_orders"), Follows("0003_jobs")]
internal sealed class OrdersMigration : SqlMigration;

[DbContext(typeof(ShopContext)), Migration("0005_media"), Follows("0004_orders")]
internal sealed class MediaMigration : SqlMigration;

[DbContext(typeof(ShopContext)), Migration("0006_features"), Follows("0005_media")]
internal sealed class FeaturesMigration : SqlMigration;

[DbContext(typeof(ShopContext)), Migration("0007_product_counts"), Follows("0006_features")]
internal sealed class ProductCountsMigration : SqlMigration;

[DbContext(typeof(ShopContext)), Migration("0008_search_words"), Follows("0007_product_counts")]
internal sealed class SearchWordsMigration : SqlMigration;

[DbContext(typeof(ShopContext)), Migration("0009_payment_ends"), Follows("0008_search_words")]
internal sealed class PaymentEndsMigration : SqlMigration;
