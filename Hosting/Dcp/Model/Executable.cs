using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Hosting.Dcp;

/// <summary>A process on this machine.</summary>
internal sealed class Executable : DcpObject<ExecutableSpec, ExecutableStatus>, IDcpKind<Executable>
{
    public override string Kind => "Executable";

    public static string Plural => "executables";

    public static JsonTypeInfo<Executable> TypeInfo => DcpJson.Default.Executable;

    public static JsonTypeInfo<DcpList<Executable>> ListTypeInfo => DcpJson.Default.DcpListExecutable;
}

internal sealed class ExecutableSpec
{
    public string ExecutablePath { get; set; } = "";

    public string? WorkingDirectory { get; set; }

    public List<string>? Args { get; set; }

    public List<EnvVar>? Env { get; set; }

    public List<string>? EnvFiles { get; set; }

    /// <summary>One of <see cref="Dcp.ExecutionType"/>; the engine takes a missing one as a process.</summary>
    public string? ExecutionType { get; set; }

    public List<string>? FallbackExecutionTypes { get; set; }

    public AmbientEnvironment? AmbientEnvironment { get; set; }

    public bool? Start { get; set; }

    /// <summary>Asks the engine to end the process; cannot be taken back.</summary>
    public bool? Stop { get; set; }

    /// <summary>One of session, persistent, cleanup; missing means session.</summary>
    public string? Mode { get; set; }

    public bool? Persistent { get; set; }

    public string? LifecycleKey { get; set; }

    public long? MonitorPid { get; set; }

    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? MonitorTimestamp { get; set; }

    public List<HealthProbe>? HealthProbes { get; set; }

    public ExecutablePemCertificates? PemCertificates { get; set; }

    public TerminalSpec? Terminal { get; set; }
}

internal sealed class ExecutablePemCertificates
{
    public List<PemCertificate>? Certificates { get; set; }

    public bool? ContinueOnError { get; set; }
}

internal sealed class ExecutableStatus
{
    public string? ExecutionID { get; set; }

    public long? Pid { get; set; }

    /// <summary>One of <see cref="ExecutableState"/>; empty means that the engine has not looked at it yet.</summary>
    public string? State { get; set; }

    public DateTimeOffset? StartupTimestamp { get; set; }

    public DateTimeOffset? FinishTimestamp { get; set; }

    public int? ExitCode { get; set; }

    public string? StdOutFile { get; set; }

    public string? StdErrFile { get; set; }

    public string? TerminalSocketPath { get; set; }

    public List<EnvVar>? EffectiveEnv { get; set; }

    public List<string>? EffectiveArgs { get; set; }

    /// <summary>One of <see cref="Dcp.HealthStatus"/>.</summary>
    public string? HealthStatus { get; set; }

    public List<HealthProbeResult>? HealthProbeResults { get; set; }
}

internal static class ExecutionType
{
    public const string Process = "Process";
    public const string Ide = "IDE";
}

internal static class ExecutableState
{
    public const string Starting = "Starting";
    public const string Running = "Running";
    public const string NotFound = "NotFound";
    public const string Stopping = "Stopping";
    public const string Terminated = "Terminated";
    public const string FailedToStart = "FailedToStart";
    public const string Finished = "Finished";
    public const string Unknown = "Unknown";

    /// <summary>True for states that a process does not leave.</summary>
    public static bool IsTerminal(string? state) => state is Terminated or FailedToStart or Finished or Unknown;
}
