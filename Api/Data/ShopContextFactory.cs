using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Platform.Api.Data;

/// <summary>Makes a context when somebody needs one. EF Core takes half a second to load, so nothing names it before that.</summary>
internal sealed class ShopContextFactory(NpgsqlDataSource database)
{
    private readonly Lazy<object> _options = new(() => new DbContextOptionsBuilder<ShopContext>().UseNpgsql(database).Options);

    public ShopContext Create() => new((DbContextOptions<ShopContext>)_options.Value);
}
