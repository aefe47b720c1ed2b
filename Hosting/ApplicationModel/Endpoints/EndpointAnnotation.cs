using System.Diagnostics;
using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>One endpoint that a resource listens on.</summary>
[DebuggerDisplay("Type = {GetType().Name,nq}, Name = {Name}")]
public sealed class EndpointAnnotation : IResourceAnnotation
{
    private string? _transport;
    private int? _port;
    private int? _targetPort;

    /// <param name="protocol">TCP or UDP.</param>
    /// <param name="uriScheme">Scheme of the endpoint's URL; the protocol's name when not given.</param>
    /// <param name="transport"><c>http</c>, <c>http2</c>, or the protocol's name; from the scheme when not given.</param>
    /// <param name="name">Name of the endpoint, unique in its resource; the scheme when not given.</param>
    /// <param name="port">Port that others use; chosen by the engine when not given.</param>
    /// <param name="targetPort">Port that the resource itself listens on; chosen when not given.</param>
    /// <param name="isExternal">Whether it is published beyond the deployment's own network.</param>
    /// <param name="isProxied">Whether the engine's proxy stands before the resource; it does unless told otherwise.</param>
    public EndpointAnnotation(ProtocolType protocol, string? uriScheme = null, string? transport = null, string? name = null, int? port = null, int? targetPort = null, bool? isExternal = null, bool? isProxied = null)
        : this(protocol, null, uriScheme, transport, name, port, targetPort, isExternal, isProxied)
    {
    }

    /// <summary>An endpoint of another network than the machine's own.</summary>
    public EndpointAnnotation(ProtocolType protocol, NetworkIdentifier? networkId, string? uriScheme = null, string? transport = null, string? name = null, int? port = null, int? targetPort = null, bool? isExternal = null, bool? isProxied = null)
    {
        Protocol = protocol;
        UriScheme = uriScheme ?? protocol.ToString().ToLowerInvariant();
        _transport = transport;
        Name = name ?? UriScheme;
        _port = port;
        _targetPort = targetPort;
        IsExternal = isExternal ?? false;
        IsExplicitlyProxied = isProxied;
        IsProxied = isProxied ?? true;
        DefaultNetworkID = networkId ?? KnownNetworkIdentifiers.LocalhostNetwork;
    }

    /// <summary>TCP or UDP.</summary>
    public ProtocolType Protocol { get; set; }

    /// <summary>Name of the endpoint, unique in its resource.</summary>
    public string Name { get; set; }

    /// <summary>Scheme of the endpoint's URL.</summary>
    public string UriScheme { get; set; }

    /// <summary>What is spoken: <c>http</c>, <c>http2</c>, <c>tcp</c>, <c>udp</c>.</summary>
    public string Transport
    {
        get => _transport ?? (UriScheme is "http" or "https" ? "http" : Protocol.ToString().ToLowerInvariant());
        set => _transport = value;
    }

    /// <summary>Port that others use. Without a proxy it is the port that the resource listens on.</summary>
    public int? Port
    {
        get => _port ?? (IsProxied ? null : _targetPort);
        set => _port = value;
    }

    /// <summary>Port that the resource listens on. Without a proxy it is the port that others use.</summary>
    public int? TargetPort
    {
        get => _targetPort ?? (IsProxied ? null : _port);
        set => _targetPort = value;
    }

    /// <summary>Host name or address that the resource listens on; <c>localhost</c> unless set.</summary>
    public string TargetHost { get; set; } = KnownHostNames.Localhost;

    /// <summary>Whether it is published beyond the deployment's own network.</summary>
    public bool IsExternal { get; set; }

    /// <summary>Whether the engine's proxy stands before the resource.</summary>
    public bool IsProxied { get; set; }

    /// <summary>What was asked for explicitly when the endpoint was made.</summary>
    public bool? IsExplicitlyProxied { get; set; }

    /// <summary>Whether the endpoint speaks TLS.</summary>
    public bool TlsEnabled { get; set; }

    /// <summary>Leaves the endpoint out of references to the whole resource.</summary>
    public bool ExcludeReferenceEndpoint { get; set; }

    /// <summary>The network that the endpoint belongs to.</summary>
    public NetworkIdentifier DefaultNetworkID { get; }

    /// <summary>The endpoint's addresses, one for each network, as they become known.</summary>
    public NetworkEndpointSnapshotList AllAllocatedEndpoints { get; } = new();

    /// <summary>The endpoint's address on its own network, once it is known.</summary>
    public AllocatedEndpoint? AllocatedEndpoint
    {
        get => AllAllocatedEndpoints.TryGet(DefaultNetworkID);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.NetworkID != DefaultNetworkID)
            {
                throw new InvalidOperationException($"The address of endpoint '{Name}' is one of the network '{value.NetworkID.Value}', and the endpoint belongs to '{DefaultNetworkID.Value}'. Add it to {nameof(AllAllocatedEndpoints)}.");
            }

            AllAllocatedEndpoints.AddOrUpdateAllocatedEndpoint(DefaultNetworkID, value);
        }
    }

    /// <summary>The environment variable that tells the resource which port to listen on, when one was asked for.</summary>
    internal string? PortEnvironmentVariable { get; set; }

    /// <summary>Whether the endpoint came from a launch profile or Kestrel's configuration.</summary>
    internal bool FromLaunchProfile { get; set; }
}
