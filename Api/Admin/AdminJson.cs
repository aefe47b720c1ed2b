using System.Text.Json.Serialization;
using Platform.Api.Http;

namespace Platform.Api.Admin;

/// <summary>A product as it should be. Without stock the stock stays as it is; a new product then has none.</summary>
internal sealed record ProductEdit(string Sku, string Name, string Category, string Description, decimal Price, int? Stock)
{
    public const decimal MaxPrice = 99_999_999.99m;

    /// <summary>What is wrong by name; empty when nothing is.</summary>
    public Dictionary<string, string[]> Problems()
    {
        Dictionary<string, string[]> problems = [];
        Check.Text(problems, "sku", Sku, 1, 40);
        Check.Text(problems, "name", Name, 1, 200);
        Check.Text(problems, "category", Category, 1, 100);
        Check.Text(problems, "description", Description, 0, 5000);
        Check.That(problems, "price", Price is >= 0 and <= MaxPrice && decimal.Round(Price, 2) == Price, $"is {Price}; it must be from 0 to {MaxPrice} with at most two decimals");
        Check.That(problems, "stock", Stock is null or >= 0, $"is {Stock}; it must not be negative");
        return problems;
    }
}

/// <summary>How many pieces came in, or, when negative, went out.</summary>
internal sealed record StockChange(int Change);

/// <summary>How many pieces there are.</summary>
internal sealed record StockLevel(int Stock);

/// <summary>A category as it should be.</summary>
internal sealed record CategoryEdit(string Slug, string Name, string Description);

/// <summary>A user in a list.</summary>
internal sealed record UserItem(int Id, string Email, string Name, bool Locked, IReadOnlyList<string> Roles, DateTimeOffset CreatedAt);

/// <summary>One page of users.</summary>
internal sealed record UserPage(IReadOnlyList<UserItem> Items, int Total, int Page, int Size);

/// <summary>What a user may do and whether they may sign in.</summary>
internal sealed record UserEdit(IReadOnlyList<string> Roles, bool Locked);

/// <summary>A key for a machine to be made.</summary>
internal sealed record ApiKeyRequest(string Name, string Role, DateTimeOffset? ExpiresAt);

/// <summary>A key that was just made; the only time it is shown.</summary>
internal sealed record NewApiKey(int Id, string Key, string Prefix);

/// <summary>A key in a list.</summary>
internal sealed record ApiKeyItem(int Id, string Name, string Role, string Prefix, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt);

/// <summary>A job in a list.</summary>
internal sealed record JobItem(
    long Id, string Kind, string Status, int Attempts, DateTimeOffset RunAt, string? LastError, string? CorrelationId, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt);

/// <summary>One page of jobs, newest first.</summary>
internal sealed record JobPage(IReadOnlyList<JobItem> Items, int Total, int Page, int Size);

/// <summary>A level: Trace, Debug, Information, Warning, Error, Critical or None.</summary>
internal sealed record LogLevelEdit(LogLevel Level);

/// <summary>A switch.</summary>
internal sealed record Feature(string Name, bool Enabled, int Percentage, string Description);

/// <summary>A switch as it should be: on or off, and for what share of users (0 to 100).</summary>
internal sealed record FeatureEdit(bool Enabled, int? Percentage);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ProductEdit))]
[JsonSerializable(typeof(StockChange))]
[JsonSerializable(typeof(StockLevel))]
[JsonSerializable(typeof(CategoryEdit))]
[JsonSerializable(typeof(UserPage))]
[JsonSerializable(typeof(UserEdit))]
[JsonSerializable(typeof(ApiKeyRequest))]
[JsonSerializable(typeof(NewApiKey))]
[JsonSerializable(typeof(List<ApiKeyItem>))]
[JsonSerializable(typeof(JobPage))]
[JsonSerializable(typeof(LogLevelEdit))]
[JsonSerializable(typeof(List<Feature>))]
[JsonSerializable(typeof(FeatureEdit))]
internal sealed partial class AdminJson : JsonSerializerContext;
