using Npgsql;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Health;

namespace Platform.Api.Data;

internal static class DatabaseExtensions
{
    private const string Example = "Host=127.0.0.1;Port=5432;Database=shopdb;Username=app;Password=...";

    /// <summary>Adds the pooled data source of the shop's database and its health check.</summary>
    public static void AddShopDatabase(this IHostApplicationBuilder builder)
    {
        var connectionString = builder.Configuration.RequiredConnectionString(ResourceNames.ShopDb, Example);
        builder.Services.AddSingleton(provider =>
            Database.CreateDataSource(connectionString, provider.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddSingleton<DatabaseHealth>();
        builder.Services.AddHealthCheck<DatabaseHealth>(ResourceNames.ShopDb, HealthTags.Ready, HealthTags.Startup);
        builder.Services.AddHostedService<DatabaseWarmUp>();
    }
}
