using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Hosting;
using Platform.Hosting.Health;
using Platform.Hosting.Notifications;

namespace Aspire.Hosting;

/// <summary>Adds services that run elsewhere.</summary>
public static class ExternalServiceBuilderExtensions
{
    /// <summary>Adds a service that runs elsewhere.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the resource.</param>
    /// <param name="url">Its absolute URL, without a query string and a fragment.</param>
    /// <exception cref="ArgumentException">The URL cannot be the address of a service.</exception>
    public static IResourceBuilder<ExternalServiceResource> AddExternalService(this IDistributedApplicationBuilder builder, [ResourceName] string name, string url) =>
        ServiceUrl.TryParse(url, out var uri, out var problem)
            ? builder.AddExternalService(name, uri)
            : throw new ArgumentException($"The URL '{url}' of the external service '{name}' is invalid: {problem}", nameof(url));

    /// <summary>Adds a service that runs elsewhere.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the resource.</param>
    /// <param name="uri">Its absolute URL, without a query string and a fragment.</param>
    /// <exception cref="ArgumentException">The URL cannot be the address of a service.</exception>
    public static IResourceBuilder<ExternalServiceResource> AddExternalService(this IDistributedApplicationBuilder builder, [ResourceName] string name, Uri uri) =>
        Add(builder, new ExternalServiceResource(name, uri)).WithUrl(uri.ToString());

    /// <summary>Adds a service that runs elsewhere, at a URL that is a parameter.</summary>
    public static IResourceBuilder<ExternalServiceResource> AddExternalService(this IDistributedApplicationBuilder builder, [ResourceName] string name, IResourceBuilder<ParameterResource> urlParameter)
    {
        ArgumentNullException.ThrowIfNull(urlParameter);
        return Add(builder, new ExternalServiceResource(name, urlParameter.Resource)).WithReferenceRelationship(urlParameter);
    }

    /// <summary>Has the service asked over HTTP whether it is healthy.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="path">Path to ask; the service's URL by default.</param>
    /// <param name="statusCode">The status that means healthy; 200 by default.</param>
    /// <exception cref="ArgumentException">The path is not relative, or the service is not one of HTTP.</exception>
    public static IResourceBuilder<ExternalServiceResource> WithHttpHealthCheck(this IResourceBuilder<ExternalServiceResource> builder, string? path = null, int? statusCode = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (path is not null && !Uri.IsWellFormedUriString(path, UriKind.Relative))
        {
            throw new ArgumentException($"The path '{path}' is not a relative URL.", nameof(path));
        }

        var service = builder.Resource;
        if (service.Uri is { Scheme: not ("http" or "https") } uri)
        {
            throw new ArgumentException($"The external service '{service.Name}' has the URL '{uri}', and only http and https can be checked.", nameof(builder));
        }

        var expected = statusCode ?? 200;
        var key = $"{service.Name}_external{(path is null ? "" : $"_{path}")}_{expected}_check";
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(new(
            key,
            _ => new HttpHealthCheck(async cancellationToken => await service.AddressAsync(cancellationToken).ConfigureAwait(false), path ?? "", expected),
            failureStatus: null,
            tags: null));
        return builder.WithHealthCheck(key);
    }

    private static IResourceBuilder<ExternalServiceResource> Add(IDistributedApplicationBuilder builder, ExternalServiceResource service)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddResource(service)
            .WithInitialState(new() { ResourceType = "ExternalService", State = KnownResourceStates.Waiting, Properties = [] })
            .ExcludeFromManifest()
            .OnInitializeResource(StartAsync);
    }

    private static async Task StartAsync(ExternalServiceResource service, InitializeResourceEvent @event, CancellationToken cancellationToken)
    {
        try
        {
            var url = await service.AddressAsync(cancellationToken).ConfigureAwait(false);
            await @event.Eventing.PublishAsync(new BeforeResourceStartedEvent(service, @event.Services), cancellationToken).ConfigureAwait(false);
            await @event.Notifications.PublishUpdateAsync(service, s => s with
            {
                State = KnownResourceStates.Running,
                Properties = s.Properties.SetResourceProperty(KnownProperties.Source, url.Host),
                Urls = s.Urls.Any(u => u.Url == url.ToString()) ? s.Urls : s.Urls.Add(new(null, url.ToString(), IsInternal: false)),
            }).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            @event.Logger.LogError("{Message}", exception.Message);
            await @event.Notifications.PublishUpdateAsync(service, s => s with { State = KnownResourceStates.FailedToStart }).ConfigureAwait(false);
        }
    }
}
