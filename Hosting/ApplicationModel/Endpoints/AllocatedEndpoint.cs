using System.Diagnostics;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Which addresses a resource binds.</summary>
public enum EndpointBindingMode
{
    /// <summary>One address.</summary>
    SingleAddress = 0,

    /// <summary>All IPv4 and IPv6 addresses.</summary>
    DualStackAnyAddresses = 1,

    /// <summary>All IPv4 addresses.</summary>
    IPv4AnyAddresses = 2,

    /// <summary>All IPv6 addresses.</summary>
    IPv6AnyAddresses = 3,
}

/// <summary>Where an endpoint can be reached.</summary>
[DebuggerDisplay("Type = {GetType().Name,nq}, Name = {Endpoint.Name}, UriString = {UriString}")]
public class AllocatedEndpoint
{
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="address">Host name or address.</param>
    /// <param name="port">Port, 1 to 65535.</param>
    /// <param name="bindingMode">Which addresses the resource binds.</param>
    /// <param name="targetPortExpression">The engine's expression for the port that the resource itself listens on, or that port.</param>
    /// <param name="networkId">The network from which the address is valid.</param>
    public AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port, EndpointBindingMode bindingMode, string? targetPortExpression = null, NetworkIdentifier? networkId = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        Endpoint = endpoint;
        Address = address;
        Port = port;
        BindingMode = bindingMode;
        TargetPortExpression = targetPortExpression;
        NetworkID = networkId ?? KnownNetworkIdentifiers.LocalhostNetwork;
    }

    /// <summary>On the machine's own network.</summary>
    public AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port, EndpointBindingMode bindingMode, string? targetPortExpression = null)
        : this(endpoint, address, port, bindingMode, targetPortExpression, null)
    {
    }

    /// <summary>Bound to one address of the machine's own network.</summary>
    public AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port, string? targetPortExpression = null)
        : this(endpoint, address, port, EndpointBindingMode.SingleAddress, targetPortExpression, null)
    {
    }

    /// <summary>The endpoint.</summary>
    public EndpointAnnotation Endpoint { get; }

    /// <summary>Host name or address.</summary>
    public string Address { get; }

    /// <summary>Port.</summary>
    public int Port { get; }

    /// <summary>Which addresses the resource binds.</summary>
    public EndpointBindingMode BindingMode { get; }

    /// <summary>The engine's expression for the port that the resource itself listens on, or that port.</summary>
    public string? TargetPortExpression { get; }

    /// <summary>The network from which the address is valid.</summary>
    public NetworkIdentifier NetworkID { get; }

    /// <summary>Scheme of the URL.</summary>
    public string UriScheme => Endpoint.UriScheme;

    /// <summary><c>host:port</c>.</summary>
    public string EndPointString => $"{Address}:{Port}";

    /// <summary><c>scheme://host:port</c>.</summary>
    public string UriString => $"{UriScheme}://{EndPointString}";

    /// <inheritdoc />
    public override string ToString() => UriString;
}
