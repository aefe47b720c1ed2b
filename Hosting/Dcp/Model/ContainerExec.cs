using System.Text.Json.Serialization.Metadata;

namespace Platform.Hosting.Dcp;

/// <summary>A command run inside a running container.</summary>
internal sealed class ContainerExec : DcpObject<ContainerExecSpec, ContainerExecStatus>, IDcpKind<ContainerExec>
{
    public override string Kind => "ContainerExec";

    public static string Plural => "containerexecs";

    public static JsonTypeInfo<ContainerExec> TypeInfo => DcpJson.Default.ContainerExec;

    public static JsonTypeInfo<DcpList<ContainerExec>> ListTypeInfo => DcpJson.Default.DcpListContainerExec;
}

internal sealed class ContainerExecSpec
{
    /// <summary>The name of a <see cref="Container"/> object.</summary>
    public string ContainerName { get; set; } = "";

    public List<EnvVar>? Env { get; set; }

    public List<string>? EnvFiles { get; set; }

    public string? WorkingDirectory { get; set; }

    public string Command { get; set; } = "";

    public List<string>? Args { get; set; }
}

internal sealed class ContainerExecStatus
{
    /// <summary>One of <see cref="ExecutableState"/>.</summary>
    public string? State { get; set; }

    public DateTimeOffset? StartupTimestamp { get; set; }

    public DateTimeOffset? FinishTimestamp { get; set; }

    public int? ExitCode { get; set; }

    public List<EnvVar>? EffectiveEnv { get; set; }

    public List<string>? EffectiveArgs { get; set; }
}
