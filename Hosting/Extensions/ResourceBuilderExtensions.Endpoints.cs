using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Changes an endpoint, or adds one of that name.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="endpointName">The endpoint's name.</param>
    /// <param name="callback">Changes the endpoint.</param>
    /// <param name="createIfNotExists">Whether a missing endpoint is added; otherwise nothing happens.</param>
    public static IResourceBuilder<T> WithEndpoint<T>(this IResourceBuilder<T> builder, [EndpointName] string endpointName, Action<EndpointAnnotation> callback, bool createIfNotExists = true) where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(endpointName);
        ArgumentNullException.ThrowIfNull(callback);
        var endpoint = builder.Resource.Annotations.OfType<EndpointAnnotation>()
            .SingleOrDefault(e => string.Equals(e.Name, endpointName, StringComparison.OrdinalIgnoreCase));
        if (endpoint is not null)
        {
            callback(endpoint);
            return builder;
        }

        if (!createIfNotExists)
        {
            return builder;
        }

        endpoint = new EndpointAnnotation(ProtocolType.Tcp, name: endpointName);
        callback(endpoint);
        return builder.WithAnnotation(endpoint);
    }

    /// <summary>Adds an endpoint.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="port">Port that others use; chosen when not given.</param>
    /// <param name="targetPort">Port that the resource itself listens on; chosen when not given.</param>
    /// <param name="scheme">Scheme of its URL; <c>tcp</c> when not given.</param>
    /// <param name="name">Its name; the scheme when not given.</param>
    /// <param name="env">Environment variable that tells the resource which port to listen on.</param>
    /// <param name="isProxied">Whether the engine's proxy stands before the resource; it does unless told otherwise.</param>
    /// <param name="isExternal">Whether it is published beyond the deployment's own network.</param>
    /// <param name="protocol">TCP or UDP.</param>
    /// <exception cref="DistributedApplicationException">There is an endpoint of that name already.</exception>
    public static IResourceBuilder<T> WithEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? scheme = null, [EndpointName] string? name = null, string? env = null, bool? isProxied = null, bool? isExternal = null, ProtocolType? protocol = null) where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        RequirePort(port, nameof(port));
        RequirePort(targetPort, nameof(targetPort));
        var endpoint = new EndpointAnnotation(protocol ?? ProtocolType.Tcp, scheme, null, name, port, targetPort, isExternal, isProxied) { PortEnvironmentVariable = env };
        ModelName.Validate("Endpoint", endpoint.Name);
        ModelName.RequireNewEndpoint(builder.Resource, endpoint.Name);
        if (env is not null && builder is IResourceBuilder<IResourceWithEnvironment> withEnvironment)
        {
            var reference = new EndpointReference(builder.Resource, endpoint);
            withEnvironment.WithEnvironment(env, reference.Property(EndpointProperty.TargetPort));
        }

        return builder.WithAnnotation(endpoint);
    }

    /// <summary>Adds an endpoint that speaks HTTP.</summary>
    /// <inheritdoc cref="WithEndpoint{T}(IResourceBuilder{T}, int?, int?, string?, string?, string?, bool?, bool?, ProtocolType?)"/>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, [EndpointName] string? name = null, string? env = null, bool? isProxied = null) where T : IResourceWithEndpoints =>
        builder.WithEndpoint(port, targetPort, "http", name, env, isProxied);

    /// <summary>Adds an endpoint that speaks HTTPS.</summary>
    /// <inheritdoc cref="WithEndpoint{T}(IResourceBuilder{T}, int?, int?, string?, string?, string?, bool?, bool?, ProtocolType?)"/>
    public static IResourceBuilder<T> WithHttpsEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, [EndpointName] string? name = null, string? env = null, bool? isProxied = null) where T : IResourceWithEndpoints
    {
        builder.WithEndpoint(port, targetPort, "https", name, env, isProxied);
        return builder.WithEndpoint(name ?? "https", endpoint => endpoint.TlsEnabled = true, createIfNotExists: false);
    }

    /// <summary>Publishes the HTTP endpoints beyond the deployment's own network.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder) where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        foreach (var endpoint in builder.Resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.UriScheme is "http" or "https"))
        {
            endpoint.IsExternal = true;
        }

        return builder;
    }

    /// <summary>Turns the engine's proxy before the resource's endpoints on or off.</summary>
    public static IResourceBuilder<IResourceWithEndpoints> WithEndpointProxySupport(this IResourceBuilder<IResourceWithEndpoints> builder, bool proxyEnabled)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithAnnotation(new ProxySupportAnnotation { ProxyEnabled = proxyEnabled }, ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>The HTTP endpoints speak HTTP/2 only.</summary>
    public static IResourceBuilder<T> AsHttp2Service<T>(this IResourceBuilder<T> builder) where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        foreach (var endpoint in builder.Resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.UriScheme is "http" or "https"))
        {
            endpoint.Transport = "http2";
        }

        return builder;
    }

    /// <summary>A reference to an endpoint of the resource.</summary>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, [EndpointName] string name) where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        return new(builder.Resource, name);
    }

    /// <summary>A reference to an endpoint of the resource as seen from a network.</summary>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, [EndpointName] string name, NetworkIdentifier contextNetworkId) where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        return new(builder.Resource, name, contextNetworkId);
    }

    private static void RequirePort(int? port, string name)
    {
        if (port is < 1 or > 65535)
        {
            throw new ArgumentOutOfRangeException(name, port, "A port is a number from 1 to 65535.");
        }
    }
}
