using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Configuration;

namespace Platform.Api;

/// <summary>How the shop reaches its backing services.</summary>
public sealed class ConnectionSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "ConnectionStrings";

    /// <inheritdoc/>
    public static string About => "How the shop reaches its backing services. The AppHost sets these.";

    /// <summary>The shop's database.</summary>
    [Setting(
        "The shop's database, in Npgsql's format. `api` uses the role app, `api migrate` the role owner.",
        Key = $"ConnectionStrings:{ResourceNames.ShopDb}", Required = true, Secret = true,
        Example = ShopDbExample)]
    public string ShopDb { get; set; } = "";

    /// <summary>Cache, carts and rate-limit counters.</summary>
    [Setting(
        "Cache, carts and rate-limit counters, in StackExchange.Redis's format.",
        Key = $"ConnectionStrings:{ResourceNames.Redis}", Required = true, Secret = true, Example = RedisExample)]
    public string Redis { get; set; } = "";

    /// <summary>Product images.</summary>
    [Setting(
        "Product images in S3-compatible storage; `Provider=aws` or `Provider=wasabi` instead of the endpoint for the clouds. Empty: no images.",
        Key = $"ConnectionStrings:{ResourceNames.Storage}", Secret = true, Example = StorageExample)]
    public string Storage { get; set; } = "";

    internal const string ShopDbExample = "Host=127.0.0.1;Port=5432;Database=shopdb;Username=app;Password=...";
    internal const string RedisExample = "127.0.0.1:6379,password=...";
    internal const string StorageExample = "Endpoint=http://127.0.0.1:9000;AccessKey=...;SecretKey=...;Bucket=shop;Region=us-east-1";
}
