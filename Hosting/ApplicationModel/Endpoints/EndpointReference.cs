using System.Diagnostics;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of an endpoint's address.</summary>
public enum EndpointProperty
{
    /// <summary><c>scheme://host:port</c></summary>
    Url = 0,

    /// <summary>Host name.</summary>
    Host = 1,

    /// <summary>Host as an IPv4 address where it is this machine.</summary>
    IPV4Host = 2,

    /// <summary>Port that others use.</summary>
    Port = 3,

    /// <summary>Scheme of the URL.</summary>
    Scheme = 4,

    /// <summary>Port that the resource itself listens on.</summary>
    TargetPort = 5,

    /// <summary><c>host:port</c></summary>
    HostAndPort = 6,

    /// <summary><c>True</c> or <c>False</c>.</summary>
    TlsEnabled = 7,
}

/// <summary>An endpoint of a resource, as a value that is known once the endpoint is allocated.</summary>
[DebuggerDisplay("Resource = {Resource.Name}, EndpointName = {EndpointName}, IsAllocated = {IsAllocated}")]
public sealed class EndpointReference : IExpressionValue, IValueWithReferences
{
    private readonly EndpointAnnotation? _annotation;

    /// <summary>By the endpoint's name.</summary>
    public EndpointReference(IResourceWithEndpoints owner, string endpointName) : this(owner, endpointName, null)
    {
    }

    /// <summary>By the endpoint's name, as seen from a network.</summary>
    public EndpointReference(IResourceWithEndpoints owner, string endpointName, NetworkIdentifier? contextNetworkId = null)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(endpointName);
        Resource = owner;
        EndpointName = endpointName;
        ContextNetworkID = contextNetworkId;
    }

    /// <summary>To a known endpoint.</summary>
    public EndpointReference(IResourceWithEndpoints owner, EndpointAnnotation endpoint) : this(owner, endpoint, null)
    {
    }

    /// <summary>To a known endpoint, as seen from a network.</summary>
    public EndpointReference(IResourceWithEndpoints owner, EndpointAnnotation endpoint, NetworkIdentifier? contextNetworkId)
        : this(owner, endpoint.Name, contextNetworkId) => _annotation = endpoint;

    /// <summary>The resource that has the endpoint.</summary>
    public IResourceWithEndpoints Resource { get; }

    /// <summary>The endpoint's name.</summary>
    public string EndpointName { get; }

    /// <summary>The network from which the endpoint is used; that of the user of the value when not set.</summary>
    public NetworkIdentifier? ContextNetworkID { get; }

    /// <summary>What is said when the endpoint does not exist.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The endpoint.</summary>
    /// <exception cref="InvalidOperationException">The resource has no endpoint of that name.</exception>
    public EndpointAnnotation EndpointAnnotation => Find() ?? throw new InvalidOperationException(
        ErrorMessage ?? $"The endpoint '{EndpointName}' is not found on resource '{Resource.Name}'. It has: {Names()}.");

    /// <summary>Whether the resource has an endpoint of that name.</summary>
    public bool Exists => Find() is not null;

    /// <summary>Whether the address is known.</summary>
    public bool IsAllocated => Find()?.AllAllocatedEndpoints.TryGet(Network) is not null;

    /// <summary>Whether the scheme is <c>http</c>.</summary>
    public bool IsHttp => Scheme is "http";

    /// <summary>Whether the scheme is <c>https</c>.</summary>
    public bool IsHttps => Scheme is "https";

    /// <summary>Whether the endpoint is named <c>http</c> or <c>https</c>.</summary>
    public bool IsHttpSchemeNamedEndpoint => EndpointName is "http" or "https";

    /// <summary>Whether references to the whole resource leave the endpoint out.</summary>
    public bool ExcludeReferenceEndpoint => EndpointAnnotation.ExcludeReferenceEndpoint;

    /// <summary>Whether the endpoint speaks TLS.</summary>
    public bool TlsEnabled => EndpointAnnotation.TlsEnabled;

    /// <summary>Scheme of the URL.</summary>
    public string Scheme => EndpointAnnotation.UriScheme;

    /// <summary>Port that the resource itself listens on, where it is fixed.</summary>
    public int? TargetPort => EndpointAnnotation.TargetPort;

    /// <summary>Host.</summary>
    /// <exception cref="InvalidOperationException">The endpoint has no address yet.</exception>
    public string Host => Allocated.Address;

    /// <summary>Port.</summary>
    /// <exception cref="InvalidOperationException">The endpoint has no address yet.</exception>
    public int Port => Allocated.Port;

    /// <summary><c>scheme://host:port</c></summary>
    /// <exception cref="InvalidOperationException">The endpoint has no address yet.</exception>
    public string Url => Allocated.UriString;

    string IManifestExpressionProvider.ValueExpression => ExpressionFor(EndpointProperty.Url);

    IEnumerable<object> IValueWithReferences.References => [Resource];

    internal NetworkIdentifier Network => ContextNetworkID ?? Find()?.DefaultNetworkID ?? KnownNetworkIdentifiers.LocalhostNetwork;

    private AllocatedEndpoint Allocated => EndpointAnnotation.AllAllocatedEndpoints.TryGet(Network) ?? throw new InvalidOperationException(
        $"The endpoint '{EndpointName}' of resource '{Resource.Name}' has no address yet: read it after the resource's endpoints are allocated, or await GetValueAsync.");

    /// <summary>A part of the address.</summary>
    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    /// <summary>One of two expressions, depending on whether the endpoint speaks TLS when the value is read.</summary>
    public ReferenceExpression GetTlsValue(ReferenceExpression enabledValue, ReferenceExpression disabledValue) =>
        ReferenceExpression.CreateConditional(Property(EndpointProperty.TlsEnabled), bool.TrueString, enabledValue, disabledValue);

    /// <summary>The URL; waits until it is known.</summary>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        Property(EndpointProperty.Url).GetValueAsync(cancellationToken);

    /// <summary>The URL as the caller sees it; waits until it is known.</summary>
    public ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default) =>
        Property(EndpointProperty.Url).GetValueAsync(context, cancellationToken);

    internal string ExpressionFor(EndpointProperty property)
    {
        var name = property switch
        {
            EndpointProperty.IPV4Host or EndpointProperty.Host => "host",
            EndpointProperty.HostAndPort => "hostAndPort",
            EndpointProperty.TargetPort => "targetPort",
            EndpointProperty.TlsEnabled => "tlsEnabled",
            _ => property.ToString().ToLowerInvariant(),
        };
        return $"{{{Resource.Name}.bindings.{EndpointName}.{name}}}";
    }

    private EndpointAnnotation? Find() => _annotation ?? Resource.Annotations.OfType<EndpointAnnotation>()
        .SingleOrDefault(e => string.Equals(e.Name, EndpointName, StringComparison.OrdinalIgnoreCase));

    private string Names() => Resource.Annotations.OfType<EndpointAnnotation>().Select(e => $"'{e.Name}'").ToList() is { Count: > 0 } names
        ? string.Join(", ", names)
        : "no endpoints";
}
