using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Hosting.Dcp;

/// <summary>A container that the engine runs through the docker or podman client.</summary>
internal sealed class Container : DcpObject<ContainerSpec, ContainerStatus>, IDcpKind<Container>
{
    public override string Kind => "Container";

    public static string Plural => "containers";

    public static JsonTypeInfo<Container> TypeInfo => DcpJson.Default.Container;

    public static JsonTypeInfo<DcpList<Container>> ListTypeInfo => DcpJson.Default.DcpListContainer;
}

internal sealed class ContainerSpec
{
    public string? Image { get; set; }

    public ContainerBuildContext? Build { get; set; }

    public string? ContainerName { get; set; }

    public List<VolumeMount>? VolumeMounts { get; set; }

    public List<ContainerPort>? Ports { get; set; }

    public List<EnvVar>? Env { get; set; }

    public List<string>? EnvFiles { get; set; }

    /// <summary>One of <see cref="ContainerRestartPolicy"/>.</summary>
    public string? RestartPolicy { get; set; }

    /// <summary>Replaces the image's entry point.</summary>
    public string? Command { get; set; }

    public List<string>? Args { get; set; }

    public bool? Start { get; set; }

    public bool? Stop { get; set; }

    /// <summary>Missing: the default bridge. Empty: none.</summary>
    public List<ContainerNetworkConnectionConfig>? Networks { get; set; }

    /// <summary>One of session, persistent, existing, cleanup; missing means session.</summary>
    public string? Mode { get; set; }

    public bool? Persistent { get; set; }

    public long? MonitorPid { get; set; }

    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? MonitorTimestamp { get; set; }

    /// <summary>Further arguments for the client's create command.</summary>
    public List<string>? RunArgs { get; set; }

    public List<ContainerLabel>? Labels { get; set; }

    public List<HealthProbe>? HealthProbes { get; set; }

    public string? LifecycleKey { get; set; }

    /// <summary>One of always, missing, never.</summary>
    public string? PullPolicy { get; set; }

    public List<CreateFileSystem>? CreateFiles { get; set; }

    public List<ImageLayer>? ImageLayers { get; set; }

    public ContainerPemCertificates? PemCertificates { get; set; }

    public TerminalSpec? Terminal { get; set; }
}

internal sealed class ContainerStatus
{
    /// <summary>One of <see cref="ContainerState"/>.</summary>
    public string? State { get; set; }

    public string? ContainerId { get; set; }

    public string? ContainerName { get; set; }

    public DateTimeOffset? StartupTimestamp { get; set; }

    public DateTimeOffset? FinishTimestamp { get; set; }

    public string? StartupStdOutFile { get; set; }

    public string? StartupStdErrFile { get; set; }

    public string? TerminalSocketPath { get; set; }

    public int? ExitCode { get; set; }

    /// <summary>Why the container is in its state, when there is something to say.</summary>
    public string? Message { get; set; }

    public List<EnvVar>? EffectiveEnv { get; set; }

    public List<string>? EffectiveArgs { get; set; }

    public List<string>? Networks { get; set; }

    public string? HealthStatus { get; set; }

    public List<HealthProbeResult>? HealthProbeResults { get; set; }

    public string? LifecycleKey { get; set; }
}

internal static class ContainerRestartPolicy
{
    public const string None = "no";
    public const string OnFailure = "on-failure";
    public const string UnlessStopped = "unless-stopped";
    public const string Always = "always";
}

internal static class ContainerState
{
    public const string Pending = "Pending";
    public const string RuntimeUnhealthy = "RuntimeUnhealthy";
    public const string Building = "Building";
    public const string Starting = "Starting";
    public const string NotFound = "NotFound";
    public const string FailedToStart = "FailedToStart";
    public const string Running = "Running";
    public const string Paused = "Paused";
    public const string Exited = "Exited";
    public const string Unknown = "Unknown";
    public const string Stopping = "Stopping";

    /// <summary>True for states that a container does not leave.</summary>
    public static bool IsTerminal(string? state) => state is FailedToStart or Exited or Unknown;
}
