using Platform.Api.Redis;

namespace Platform.Api.Catalogue;

internal static class CatalogueExtensions
{
    public static void AddCatalogue(this IServiceCollection services)
    {
        services.AddSingleton<Spelling>();
        services.AddSingleton<ProductQueries>();
        services.AddSingleton<CataloguePages>();
        foreach (var cache in CataloguePages.Caches)
        {
            RedisTelemetry.Know(cache);
        }

        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, CatalogueJson.Default));
    }
}
