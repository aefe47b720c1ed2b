using System.Text.Json.Serialization.Metadata;

namespace Platform.Hosting.Dcp;

/// <summary>Where one workload answers for a service.</summary>
internal sealed class Endpoint : DcpObject<EndpointSpec, EndpointStatus>, IDcpKind<Endpoint>
{
    public override string Kind => "Endpoint";

    public static string Plural => "endpoints";

    public static JsonTypeInfo<Endpoint> TypeInfo => DcpJson.Default.Endpoint;

    public static JsonTypeInfo<DcpList<Endpoint>> ListTypeInfo => DcpJson.Default.DcpListEndpoint;
}

internal sealed class EndpointSpec
{
    public string ServiceNamespace { get; set; } = "";

    public string ServiceName { get; set; } = "";

    public string Address { get; set; } = "";

    public int Port { get; set; }
}

internal sealed class EndpointStatus;
