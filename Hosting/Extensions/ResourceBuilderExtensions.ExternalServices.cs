using Aspire.Hosting.ApplicationModel;
using Platform.Hosting;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Tells the program where a service runs: <c>services__{name}__{scheme}__0</c> and <c>{NAME}</c>.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<ExternalServiceResource> externalService) where TDestination : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(externalService);
        var service = externalService.Resource;
        return builder.WithReferenceRelationship(service).WithEnvironment(async context =>
        {
            var flags = InjectionFlags(builder.Resource);
            var isKnown = service.Uri is not null;
            var url = isKnown || context.ExecutionContext.IsRunMode ? await service.AddressAsync(context.CancellationToken).ConfigureAwait(false) : null;
            object value = service.UrlParameter is { } parameter ? parameter : url!.ToString();
            var name = ModelName.ForEnvironment(service.Name).ToUpperInvariant();
            if (flags.HasFlag(ReferenceEnvironmentInjectionFlags.ServiceDiscovery))
            {
                context.EnvironmentVariables[$"services__{service.Name}__{url?.Scheme ?? "default"}__0"] = value;
            }

            if (flags.HasFlag(ReferenceEnvironmentInjectionFlags.Endpoints))
            {
                context.EnvironmentVariables[isKnown || url is null ? name : $"{name}_{url.Scheme.ToUpperInvariant()}"] = value;
            }
        });
    }

    /// <summary>Sets a variable to the URL of a service that runs elsewhere.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, IResourceBuilder<ExternalServiceResource> externalService) where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(externalService);
        var service = externalService.Resource;
        return builder.WithReferenceRelationship(service).WithEnvironment(async context => context.EnvironmentVariables[name] =
            service.UrlParameter is { } parameter && context.ExecutionContext.IsPublishMode ? parameter : (await service.AddressAsync(context.CancellationToken).ConfigureAwait(false)).ToString());
    }
}
