using Npgsql;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Configuration;
using Platform.ServiceDefaults.Health;

namespace Platform.Api.Data;

internal static class DatabaseExtensions
{
    /// <summary>Adds the pooled data source of the shop's database and its health check.</summary>
    public static void AddShopDatabase(this IHostApplicationBuilder builder)
    {
        var connectionString = builder.AddSettings<ConnectionSettings>().ShopDb;
        if (connectionString.Length > 0 && Database.Problem(connectionString) is { } problem)
        {
            builder.AddSettingProblem(new($"ConnectionStrings__{ResourceNames.ShopDb}", problem, ConnectionSettings.ShopDbExample));
        }

        builder.Services.AddSingleton(provider =>
            Database.CreateDataSource(connectionString, provider.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddSingleton<ShopContextFactory>();
        builder.Services.AddSingleton<DatabaseHealth>();
        builder.Services.AddHealthCheck<DatabaseHealth>(ResourceNames.ShopDb, DatabaseHealth.Bound, HealthTags.Ready, HealthTags.Startup);
        builder.Services.AddHostedService<DatabaseWarmUp>();
    }
}
