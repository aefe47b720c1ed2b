using Microsoft.FeatureManagement;

namespace Platform.Api.Features;

internal static class FeatureExtensions
{
    private const string RetryAfterSeconds = "60";

    public static void AddFeatures(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<FeatureTable>();
        services.AddSingleton<IFeatureDefinitionProvider>(provider => provider.GetRequiredService<FeatureTable>());
        services.AddFeatureManagement().AddFeatureFilter<ShareFilter>();
    }

    /// <summary>Answers 503 while the feature is switched off.</summary>
    public static RouteHandlerBuilder RequireFeature(this RouteHandlerBuilder endpoint, string feature) =>
        endpoint.AddEndpointFilter(async (invocation, next) =>
        {
            var features = invocation.HttpContext.RequestServices.GetRequiredService<IFeatureManager>();
            if (await features.IsEnabledAsync(feature))
            {
                return await next(invocation);
            }

            invocation.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
            return Results.Problem($"{feature} is switched off at the moment.", statusCode: StatusCodes.Status503ServiceUnavailable);
        });
}
