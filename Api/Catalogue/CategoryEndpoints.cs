namespace Platform.Api.Catalogue;

internal static class CategoryEndpoints
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/", List).WithName("ListCategories").WithSummary("Lists the categories with the number of their products");

    private static async Task<CachedAnswer<IReadOnlyList<Category>>> List(CataloguePages pages, CancellationToken cancellationToken) =>
        new(await pages.CategoriesAsync(cancellationToken));
}
