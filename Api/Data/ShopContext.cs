using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Platform.Api.Data.Model;

namespace Platform.Api.Data;

/// <summary>
/// The database as EF Core sees it, for what is not on a hot path: administration, users, order history, and the model that
/// <c>api migrate --check</c> holds against the database. Tables are made by the SQL migrations, never by EF Core.
/// </summary>
internal sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<CategoryRow> Categories => Set<CategoryRow>();

    public DbSet<ProductRow> Products => Set<ProductRow>();

    public DbSet<MediaRow> Media => Set<MediaRow>();

    public DbSet<UserRow> Users => Set<UserRow>();

    public DbSet<ApiKeyRow> ApiKeys => Set<ApiKeyRow>();

    public DbSet<OrderRow> Orders => Set<OrderRow>();

    public DbSet<JobRow> Jobs => Set<JobRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var model = modelBuilder;
        model.Entity<CategoryRow>().ToTable("categories").Property(row => row.ProductCount).HasDefaultValue(0L).ValueGeneratedOnAddOrUpdate();
        model.Entity<ProductRow>(product =>
        {
            product.ToTable("products");
            product.Property(row => row.Price).HasPrecision(10, 2);
            product.HasOne(row => row.Category).WithMany().HasForeignKey(row => row.CategoryId);
            product.Property(row => row.CreatedAt).HasDefaultValueSql("now()");
        });
        model.Entity<ProductWordRow>().ToTable("product_words").HasKey(row => row.Word);
        model.Entity<SeedRow>().ToTable("seeds").HasKey(row => row.Name);
        model.Entity<MediaRow>(media =>
        {
            media.ToTable("media");
            media.HasOne(row => row.Product).WithMany().HasForeignKey(row => row.ProductId);
            media.HasOne(row => row.Uploader).WithMany().HasForeignKey(row => row.UploadedBy);
        });
        model.Entity<FeatureFlagRow>().ToTable("feature_flags").HasKey(row => row.Name);
        model.Entity<RoleRow>().ToTable("roles").HasKey(row => row.Name);
        model.Entity<UserRow>(user =>
        {
            user.ToTable("users");
            user.Property(row => row.CreatedAt).HasDefaultValueSql("now()");
            user.HasMany(row => row.Roles).WithOne().HasForeignKey(row => row.UserId);
        });
        model.Entity<UserRoleRow>(role =>
        {
            role.ToTable("user_roles").HasKey(row => new { row.UserId, row.Role });
            role.HasOne<RoleRow>().WithMany().HasForeignKey(row => row.Role);
        });
        model.Entity<ApiKeyRow>(key =>
        {
            key.ToTable("api_keys");
            key.Property(row => row.CreatedAt).HasDefaultValueSql("now()");
            key.HasOne<RoleRow>().WithMany().HasForeignKey(row => row.Role);
            key.HasOne<UserRow>().WithMany().HasForeignKey(row => row.CreatedBy);
        });
        model.Entity<DataProtectionKeyRow>().ToTable("data_protection_keys");
        model.Entity<OrderRow>(order =>
        {
            order.ToTable("orders");
            order.Property(row => row.Total).HasPrecision(12, 2);
            order.HasOne(row => row.User).WithMany().HasForeignKey(row => row.UserId);
            order.HasMany(row => row.Lines).WithOne().HasForeignKey(row => row.OrderId);
        });
        model.Entity<OrderLineRow>(line =>
        {
            line.ToTable("order_lines").HasKey(row => new { row.OrderId, row.ProductId });
            line.Property(row => row.Price).HasPrecision(10, 2);
            line.HasOne(row => row.Product).WithMany().HasForeignKey(row => row.ProductId);
        });
        model.Entity<PaymentRow>(payment =>
        {
            payment.ToTable("payments");
            payment.Property(row => row.Amount).HasPrecision(12, 2);
            payment.HasOne(row => row.Order).WithMany().HasForeignKey(row => row.OrderId);
        });
        model.Entity<PaymentNoticeRow>(notice =>
        {
            notice.ToTable("payment_notices");
            notice.HasOne(row => row.Payment).WithMany().HasForeignKey(row => row.PaymentId);
        });
        model.Entity<JobRow>(job =>
        {
            job.ToTable("jobs");
            job.Property(row => row.Payload).HasColumnType("jsonb");
        });
        foreach (var property in model.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            property.SetColumnName(ColumnName(property));
        }
    }

    // RequestHash is request_hash, Sha256 is sha256.
    private static string ColumnName(IReadOnlyProperty property) => string.Concat(property.Name.Select((character, index) =>
        char.IsUpper(character) ? (index == 0 ? "" : "_") + char.ToLowerInvariant(character) : character.ToString()));
}
