using System.Text.Json.Serialization.Metadata;

namespace Platform.Hosting.Dcp;

/// <summary>A number of equal processes.</summary>
internal sealed class ExecutableReplicaSet
    : DcpObject<ExecutableReplicaSetSpec, ExecutableReplicaSetStatus>, IDcpKind<ExecutableReplicaSet>
{
    public override string Kind => "ExecutableReplicaSet";

    public static string Plural => "executablereplicasets";

    public static JsonTypeInfo<ExecutableReplicaSet> TypeInfo => DcpJson.Default.ExecutableReplicaSet;

    public static JsonTypeInfo<DcpList<ExecutableReplicaSet>> ListTypeInfo => DcpJson.Default.DcpListExecutableReplicaSet;
}

internal sealed class ExecutableReplicaSetSpec
{
    public int Replicas { get; set; }

    public bool? StopOnScaleDown { get; set; }

    public ExecutableTemplate Template { get; set; } = new();
}

internal sealed class ExecutableTemplate
{
    public Dictionary<string, string>? Labels { get; set; }

    public Dictionary<string, string>? Annotations { get; set; }

    public ExecutableSpec Spec { get; set; } = new();
}

internal sealed class ExecutableReplicaSetStatus
{
    public int? ObservedReplicas { get; set; }

    public int? RunningReplicas { get; set; }

    public int? FailedReplicas { get; set; }

    public int? FinishedReplicas { get; set; }

    public DateTimeOffset? LastScaleTime { get; set; }

    public string? HealthStatus { get; set; }
}
