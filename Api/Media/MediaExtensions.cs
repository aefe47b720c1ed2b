using Platform.Api.Jobs;
using Platform.ServiceDefaults.Configuration;

namespace Platform.Api.Media;

internal static class MediaExtensions
{
    public static void AddMedia(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<MediaSettings>();
        var services = builder.Services;
        services.AddSingleton<MediaRecords>();
        services.AddSingleton<SeedImages>();
        services.AddSingleton<IJobHandler>(provider => provider.GetRequiredService<SeedImages>());
        services.AddSingleton<IJobHandler, InspectMedia>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, MediaJson.Default));
    }
}
