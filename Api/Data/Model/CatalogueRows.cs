namespace Platform.Api.Data.Model;

internal sealed class CategoryRow
{
    public int Id { get; set; }

    public required string Slug { get; set; }

    public required string Name { get; set; }

    public required string Description { get; set; }

    /// <summary>Kept by triggers of the products.</summary>
    public long ProductCount { get; set; }
}

internal sealed class ProductRow
{
    public int Id { get; set; }

    public required string Sku { get; set; }

    public int CategoryId { get; set; }

    public CategoryRow? Category { get; set; }

    public required string Name { get; set; }

    public required string Description { get; set; }

    public decimal Price { get; set; }

    public int Stock { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class ProductWordRow
{
    public required string Word { get; set; }

    public long Products { get; set; }
}

internal sealed class SeedRow
{
    public required string Name { get; set; }

    public required string Hash { get; set; }

    public int Scale { get; set; }

    public DateTimeOffset AppliedAt { get; set; }
}

internal sealed class MediaRow
{
    public Guid Id { get; set; }

    public int ProductId { get; set; }

    public ProductRow? Product { get; set; }

    public required string Key { get; set; }

    public required string FileName { get; set; }

    public required string Status { get; set; }

    public string? Reason { get; set; }

    public string? ContentType { get; set; }

    public long? SizeBytes { get; set; }

    public int? Width { get; set; }

    public int? Height { get; set; }

    public string? Sha256 { get; set; }

    public int? UploadedBy { get; set; }

    public UserRow? Uploader { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? InspectedAt { get; set; }
}

internal sealed class FeatureFlagRow
{
    public required string Name { get; set; }

    public bool Enabled { get; set; }

    public int Percentage { get; set; }

    public required string Description { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}
