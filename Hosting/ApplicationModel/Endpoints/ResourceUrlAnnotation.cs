using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where the dashboard shows a URL.</summary>
public enum UrlDisplayLocation
{
    /// <summary>In the list of resources and in the details.</summary>
    SummaryAndDetails = 0,

    /// <summary>In the details only.</summary>
    DetailsOnly = 1,
}

/// <summary>A URL that the dashboard shows for the resource.</summary>
[DebuggerDisplay("Url = {Url}, DisplayText = {DisplayText}")]
public sealed class ResourceUrlAnnotation : IResourceAnnotation
{
    /// <summary>Its place among the resource's URLs, the highest first.</summary>
    [Obsolete("DisplayOrder was incorrectly created as a field.")]
    public int? DisplayOrder;

    /// <summary>An absolute URL, or one relative to <see cref="Endpoint"/>.</summary>
    public required string Url { get; set; }

    /// <summary>What is shown in place of the URL.</summary>
    public string? DisplayText { get; set; }

    /// <summary>The endpoint that the URL belongs to.</summary>
    public EndpointReference? Endpoint { get; init; }

    /// <summary>Where it is shown.</summary>
    public UrlDisplayLocation DisplayLocation { get; set; }

    internal bool IsInternal => DisplayLocation is UrlDisplayLocation.DetailsOnly;
}

/// <summary>Changes the URLs of the resource once its endpoints are allocated.</summary>
public sealed class ResourceUrlsCallbackAnnotation(Func<ResourceUrlsCallbackContext, Task> callback) : IResourceAnnotation
{
    /// <summary>With a synchronous callback.</summary>
    public ResourceUrlsCallbackAnnotation(Action<ResourceUrlsCallbackContext> callback) : this(context =>
    {
        callback(context);
        return Task.CompletedTask;
    })
    {
    }

    /// <summary>The callback.</summary>
    public Func<ResourceUrlsCallbackContext, Task> Callback { get; } = callback;
}

/// <summary>What a URL callback works on.</summary>
public class ResourceUrlsCallbackContext(DistributedApplicationExecutionContext executionContext, IResource resource, List<ResourceUrlAnnotation>? urls = null, CancellationToken cancellationToken = default)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Its URLs; the callback may add, change and remove.</summary>
    public List<ResourceUrlAnnotation> Urls { get; } = urls ?? [];

    /// <summary>The execution context.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    /// <summary>Cancelled when the application stops.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>The resource's log.</summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>An endpoint of the resource, or null.</summary>
    public EndpointReference? GetEndpoint(string name) => GetEndpoint(name, KnownNetworkIdentifiers.LocalhostNetwork);

    /// <summary>An endpoint of the resource as seen from a network, or null.</summary>
    public EndpointReference? GetEndpoint(string name, NetworkIdentifier contextNetworkId) =>
        Resource is IResourceWithEndpoints withEndpoints && new EndpointReference(withEndpoints, name, contextNetworkId) is { Exists: true } reference
            ? reference
            : null;
}
