using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Platform.Hosting.Health;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>The resource is healthy when the health check that is registered under <paramref name="key"/> passes.</summary>
    public static IResourceBuilder<T> WithHealthCheck<T>(this IResourceBuilder<T> builder, string key) where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(key);
        if (builder.Resource.Annotations.OfType<HealthCheckAnnotation>().Any(a => a.Key == key))
        {
            throw new DistributedApplicationException($"Resource '{builder.Resource.Name}' already has a health check with key '{key}'.");
        }

        return builder.WithAnnotation(new HealthCheckAnnotation(key));
    }

    /// <summary>The resource is healthy when a GET request to it is answered with a status code.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="path">The path of the request; <c>/</c> when not given.</param>
    /// <param name="statusCode">The status code; 200 when not given.</param>
    /// <param name="endpointName">The endpoint; <c>https</c> or else <c>http</c> when not given.</param>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, [EndpointName] string? endpointName = null) where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithHttpHealthCheck(() => HttpEndpoint(builder.Resource, endpointName), path, statusCode);
    }

    /// <summary>The resource is healthy when a GET request to it is answered with a status code.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="endpointSelector">Gives the endpoint; <c>https</c> or else <c>http</c> when not given.</param>
    /// <param name="path">The path of the request; <c>/</c> when not given.</param>
    /// <param name="statusCode">The status code; 200 when not given.</param>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, Func<EndpointReference>? endpointSelector, string? path = null, int? statusCode = null) where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        var endpoint = new Lazy<EndpointReference>(endpointSelector ?? (() => HttpEndpoint(builder.Resource, null)));
        path ??= "/";
        var expected = statusCode ?? 200;
        var suffix = 0;
        string key;
        do
        {
            key = $"{builder.Resource.Name}_check{(path is "/" ? "" : path.Replace('/', '_'))}_{expected}{(suffix++ is 0 ? "" : $"_{suffix}")}";
        }
        while (builder.Resource.Annotations.OfType<HealthCheckAnnotation>().Any(a => a.Key == key));

        builder.ApplicationBuilder.Services.AddHealthChecks().Add(new(
            key,
            _ => new HttpHealthCheck(_ => ValueTask.FromResult(endpoint.Value.IsAllocated ? new Uri(endpoint.Value.Url) : null), path, expected),
            failureStatus: null,
            tags: null));
        return builder.WithHealthCheck(key);
    }

    private static EndpointReference HttpEndpoint(IResourceWithEndpoints resource, string? name)
    {
        var endpoints = resource.Annotations.OfType<EndpointAnnotation>().ToArray();
        var endpoint = name is not null
            ? endpoints.FirstOrDefault(e => string.Equals(e.Name, name, StringComparison.OrdinalIgnoreCase))
            : endpoints.FirstOrDefault(e => e.Name is "https") ?? endpoints.FirstOrDefault(e => e.Name is "http") ?? endpoints.FirstOrDefault(e => e.UriScheme is "http" or "https");
        if (endpoint is null)
        {
            throw new DistributedApplicationException($"Could not create HTTP health check for resource '{resource.Name}' as {(name is null ? "it has no HTTP endpoint" : $"the endpoint '{name}' was not found")}. Add one with WithHttpEndpoint.");
        }

        return endpoint.UriScheme is "http" or "https"
            ? new(resource, endpoint)
            : throw new DistributedApplicationException($"Could not create HTTP health check for resource '{resource.Name}' as the endpoint '{endpoint.Name}' has the scheme '{endpoint.UriScheme}'. Use an endpoint with http or https.");
    }
}
