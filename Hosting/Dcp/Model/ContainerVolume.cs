using System.Text.Json.Serialization.Metadata;

namespace Platform.Hosting.Dcp;

internal sealed class ContainerVolume : DcpObject<ContainerVolumeSpec, ContainerVolumeStatus>, IDcpKind<ContainerVolume>
{
    public override string Kind => "ContainerVolume";

    public static string Plural => "containervolumes";

    public static JsonTypeInfo<ContainerVolume> TypeInfo => DcpJson.Default.ContainerVolume;

    public static JsonTypeInfo<DcpList<ContainerVolume>> ListTypeInfo => DcpJson.Default.DcpListContainerVolume;
}

internal sealed class ContainerVolumeSpec
{
    public string Name { get; set; } = "";

    /// <summary>Missing means that the volume outlives the session.</summary>
    public bool? Persistent { get; set; }
}

internal sealed class ContainerVolumeStatus
{
    /// <summary>Pending, RuntimeUnhealthy or Ready.</summary>
    public string? State { get; set; }
}
