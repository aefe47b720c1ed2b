using System.Text.Json.Serialization.Metadata;

namespace Platform.Hosting.Dcp;

/// <summary>Lets containers on a network reach services of the host.</summary>
internal sealed class ContainerNetworkTunnelProxy
    : DcpObject<ContainerNetworkTunnelProxySpec, ContainerNetworkTunnelProxyStatus>, IDcpKind<ContainerNetworkTunnelProxy>
{
    public override string Kind => "ContainerNetworkTunnelProxy";

    public static string Plural => "containernetworktunnelproxies";

    public static JsonTypeInfo<ContainerNetworkTunnelProxy> TypeInfo => DcpJson.Default.ContainerNetworkTunnelProxy;

    public static JsonTypeInfo<DcpList<ContainerNetworkTunnelProxy>> ListTypeInfo =>
        DcpJson.Default.DcpListContainerNetworkTunnelProxy;
}

internal sealed class ContainerNetworkTunnelProxySpec
{
    public string ContainerNetworkName { get; set; } = "";

    public List<string>? Aliases { get; set; }

    public List<TunnelConfiguration>? Tunnels { get; set; }

    /// <summary>The image that the proxy's own image is built on.</summary>
    public string? BaseImage { get; set; }
}

internal sealed class TunnelConfiguration
{
    public string Name { get; set; } = "";

    /// <summary>The service on the host.</summary>
    public string ServerServiceName { get; set; } = "";

    public string? ServerServiceNamespace { get; set; }

    /// <summary>The service that stands for it on the container network.</summary>
    public string ClientServiceName { get; set; } = "";

    public string? ClientServiceNamespace { get; set; }
}

internal sealed class ContainerNetworkTunnelProxyStatus
{
    /// <summary>Pending, BuildingImage, Starting, Running or Failed.</summary>
    public string? State { get; set; }

    public List<TunnelStatus>? TunnelStatuses { get; set; }

    public string? ClientProxyContainerImage { get; set; }

    public string? ClientProxyContainerId { get; set; }

    public long? ServerProxyProcessId { get; set; }

    public int? ClientProxyControlPort { get; set; }

    public int? ClientProxyDataPort { get; set; }

    public int? ServerProxyControlPort { get; set; }

    public string? Message { get; set; }
}

internal sealed class TunnelStatus
{
    public string Name { get; set; } = "";

    public long? TunnelId { get; set; }

    /// <summary>NotReady, Ready or Failed.</summary>
    public string? State { get; set; }

    public string? ErrorMessage { get; set; }

    public List<string>? ClientProxyAddresses { get; set; }

    public int? ClientProxyPort { get; set; }

    public DateTimeOffset? Timestamp { get; set; }
}
