using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Hosting.Dcp;

/// <summary>Serialization code for every kind, generated at build so that none of it costs start-up time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Executable))]
[JsonSerializable(typeof(DcpList<Executable>))]
[JsonSerializable(typeof(ExecutableReplicaSet))]
[JsonSerializable(typeof(DcpList<ExecutableReplicaSet>))]
[JsonSerializable(typeof(Service))]
[JsonSerializable(typeof(DcpList<Service>))]
[JsonSerializable(typeof(Endpoint))]
[JsonSerializable(typeof(DcpList<Endpoint>))]
[JsonSerializable(typeof(Container))]
[JsonSerializable(typeof(DcpList<Container>))]
[JsonSerializable(typeof(ContainerExec))]
[JsonSerializable(typeof(DcpList<ContainerExec>))]
[JsonSerializable(typeof(ContainerNetwork))]
[JsonSerializable(typeof(DcpList<ContainerNetwork>))]
[JsonSerializable(typeof(ContainerVolume))]
[JsonSerializable(typeof(DcpList<ContainerVolume>))]
[JsonSerializable(typeof(ContainerNetworkTunnelProxy))]
[JsonSerializable(typeof(DcpList<ContainerNetworkTunnelProxy>))]
[JsonSerializable(typeof(CreateFileSystem))]
[JsonSerializable(typeof(List<TunnelConfiguration>))]
[JsonSerializable(typeof(List<ServiceProducer>))]
[JsonSerializable(typeof(DcpStatus))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class DcpJson : JsonSerializerContext;

/// <summary>The body of a refused request.</summary>
internal sealed class DcpStatus
{
    public string? Message { get; set; }

    public string? Reason { get; set; }

    public int? Code { get; set; }
}
