using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Hosting.Dcp;

internal sealed class ContainerNetwork : DcpObject<ContainerNetworkSpec, ContainerNetworkStatus>, IDcpKind<ContainerNetwork>
{
    public override string Kind => "ContainerNetwork";

    public static string Plural => "containernetworks";

    public static JsonTypeInfo<ContainerNetwork> TypeInfo => DcpJson.Default.ContainerNetwork;

    public static JsonTypeInfo<DcpList<ContainerNetwork>> ListTypeInfo => DcpJson.Default.DcpListContainerNetwork;
}

internal sealed class ContainerNetworkSpec
{
    public string? NetworkName { get; set; }

    [JsonPropertyName("ipv6")]
    public bool? IPv6 { get; set; }

    /// <summary>One of session, persistent, existing, cleanup; missing means session.</summary>
    public string? Mode { get; set; }

    public bool? Persistent { get; set; }
}

internal sealed class ContainerNetworkStatus
{
    /// <summary>One of <see cref="ContainerNetworkState"/>.</summary>
    public string? State { get; set; }

    public string? Message { get; set; }

    public string? Id { get; set; }

    public string? NetworkName { get; set; }

    public string? Driver { get; set; }

    public List<string>? Subnets { get; set; }

    public List<string>? Gateways { get; set; }

    public List<string>? ContainerIds { get; set; }
}

internal static class ContainerNetworkState
{
    public const string Pending = "Pending";
    public const string Running = "Running";
    public const string FailedToStart = "FailedToStart";
    public const string Removed = "Removed";
    public const string NotFound = "NotFound";
}
