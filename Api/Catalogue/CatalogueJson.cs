using System.Text.Json.Serialization;
using Platform.Api.Media;

namespace Platform.Api.Catalogue;

/// <summary>A product in a list.</summary>
internal sealed record ProductSummary(int Id, string Name, string Category, decimal Price);

/// <summary>A product with everything about it.</summary>
internal sealed record Product(
    int Id, string Sku, string Name, string Category, string Description, decimal Price, int Stock, IReadOnlyList<ProductImage> Images);

/// <summary>What a cart needs to know of a product.</summary>
internal sealed record ProductInCart(int Id, string Name, decimal Price, int Stock);

/// <summary>
/// One page of a product list; total counts all pages. The pages of a search for a text end at 1,000 products, the best of what it
/// finds; more then tells that it finds others, too.
/// </summary>
internal sealed record ProductPage(IReadOnlyList<ProductSummary> Items, long Total, bool More, int Page, int Size);

/// <summary>A category and the number of its products.</summary>
internal sealed record Category(int Id, string Slug, string Name, string Description, long Products);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProductPage))]
[JsonSerializable(typeof(Product))]
[JsonSerializable(typeof(IReadOnlyList<Category>))]
internal sealed partial class CatalogueJson : JsonSerializerContext;
