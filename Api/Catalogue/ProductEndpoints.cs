using Microsoft.AspNetCore.Http.HttpResults;

namespace Platform.Api.Catalogue;

internal static class ProductEndpoints
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/", Search).WithName("SearchProducts").WithSummary("Lists and searches products").WithDescription(
            $"""
            Without `search` all products, or those of a category, in the order of their IDs; `total` counts them. With `search` the best match first;
            words are found in their other forms, `"a phrase"` as it stands, `or` and `-without` as one expects, and what finds nothing is tried again
            with similar words. The {SearchSql.MaxRanked:N0} best are ranked and counted by `total`: `more` is true when the search finds others, too.
            """);
        group.MapGet("/{id:int}", Get).WithName("GetProduct").WithSummary("Shows one product");
    }

    private static async Task<Results<CachedAnswer<ProductPage>, ValidationProblem>> Search(
        string? search, string? category, int? page, int? size, CataloguePages pages, CancellationToken cancellationToken) =>
        ProductSearch.Parse(search, category, page, size, out var problems) is { } question
            ? new CachedAnswer<ProductPage>(await pages.SearchAsync(question, cancellationToken))
            : TypedResults.ValidationProblem(problems);

    private static async Task<Results<CachedAnswer<Product>, NotFound>> Get(int id, CataloguePages pages, CancellationToken cancellationToken) =>
        await pages.FindAsync(id, cancellationToken) is { } json ? new CachedAnswer<Product>(json) : TypedResults.NotFound();
}
