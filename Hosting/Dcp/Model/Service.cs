using System.Text.Json.Serialization.Metadata;

namespace Platform.Hosting.Dcp;

/// <summary>A stable address and port in front of the endpoints of one or more workloads.</summary>
internal sealed class Service : DcpObject<ServiceSpec, ServiceStatus>, IDcpKind<Service>
{
    public override string Kind => "Service";

    public static string Plural => "services";

    public static JsonTypeInfo<Service> TypeInfo => DcpJson.Default.Service;

    public static JsonTypeInfo<DcpList<Service>> ListTypeInfo => DcpJson.Default.DcpListService;
}

internal sealed class ServiceSpec
{
    public string? Address { get; set; }

    /// <summary>Missing or 0: the engine picks one.</summary>
    public int? Port { get; set; }

    public string? Protocol { get; set; }

    /// <summary>One of <see cref="Dcp.AddressAllocationMode"/>.</summary>
    public string? AddressAllocationMode { get; set; }
}

internal sealed class ServiceStatus
{
    /// <summary>NotReady or Ready.</summary>
    public string? State { get; set; }

    public long? ProxyProcessPid { get; set; }

    public string? EffectiveAddress { get; set; }

    public int? EffectivePort { get; set; }

    public string? ProxylessEndpointName { get; set; }
}

internal static class AddressAllocationMode
{
    public const string Localhost = "Localhost";
    public const string AllInterfaces = "AllInterfaces";
    public const string Proxyless = "Proxyless";
}

internal static class ServiceState
{
    public const string NotReady = "NotReady";
    public const string Ready = "Ready";
}
