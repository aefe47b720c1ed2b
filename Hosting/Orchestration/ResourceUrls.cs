using System.Collections.Immutable;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Platform.Hosting.Orchestration;

/// <summary>The URLs that are shown of a resource: one for each endpoint, changed by the resource's own callbacks.</summary>
internal sealed class ResourceUrls(DistributedApplicationExecutionContext executionContext, ResourceNotificationService notifications, ResourceLoggerService loggers)
{
    public async Task PublishAsync(IResource resource, CancellationToken cancellationToken)
    {
        ImmutableArray<UrlSnapshot> urls;
        try
        {
            urls = await ComputeAsync(resource, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            loggers.GetLogger(resource).LogError(exception, "The URLs of '{ResourceName}' could not be made.", resource.Name);
            return;
        }

        if (urls.IsEmpty)
        {
            return;
        }

        await notifications.PublishUpdateAsync(resource, s => s with
        {
            Urls = [.. urls.Select(url => url with { IsInactive = s.State?.Text != KnownResourceStates.Running })],
        }).ConfigureAwait(false);
    }

    private async Task<ImmutableArray<UrlSnapshot>> ComputeAsync(IResource resource, CancellationToken cancellationToken)
    {
        var urls = new List<ResourceUrlAnnotation>();
        if (resource is IResourceWithEndpoints withEndpoints)
        {
            foreach (var endpoint in withEndpoints.GetEndpoints().Where(e => e.IsAllocated))
            {
                urls.Add(new() { Url = endpoint.Url, Endpoint = endpoint });
            }
        }

        urls.AddRange(resource.Annotations.OfType<ResourceUrlAnnotation>());
        var context = new ResourceUrlsCallbackContext(executionContext, resource, urls, cancellationToken) { Logger = loggers.GetLogger(resource) };
        foreach (var annotation in resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>())
        {
            await annotation.Callback(context).ConfigureAwait(false);
        }

        return
        [
            .. urls.Where(u => !string.IsNullOrEmpty(u.Url)).Select(u => new UrlSnapshot(u.Endpoint?.EndpointName, Absolute(u), u.DisplayLocation is UrlDisplayLocation.DetailsOnly)
            {
                DisplayProperties = new(u.DisplayText ?? "", Order(u)),
            }),
        ];
    }

    // "/swagger" belongs to its endpoint, or to the resource's first one.
    private static string Absolute(ResourceUrlAnnotation url) => Uri.TryCreate(url.Url, UriKind.Absolute, out var absolute) && !absolute.IsFile
        ? url.Url
        : url.Endpoint is { IsAllocated: true } endpoint ? new Uri(new Uri(endpoint.Url), url.Url).ToString() : url.Url;

#pragma warning disable CS0618 // the only way to ask for an order in 13.5
    private static int Order(ResourceUrlAnnotation url) => url.DisplayOrder ?? 0;
#pragma warning restore CS0618
}
