using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The state of a resource.</summary>
/// <param name="Text">The state, often one of <see cref="KnownResourceStates"/>.</param>
/// <param name="Style">How it is shown, one of <see cref="KnownResourceStateStyles"/>; null for the default.</param>
[DebuggerDisplay("{Text}")]
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    /// <summary>A state without a style.</summary>
    public static implicit operator ResourceStateSnapshot?(string? s) => s is null ? null : new(s, null);
}

/// <summary>An environment variable of a resource.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value.</param>
/// <param name="IsFromSpec">True when the application set it; false when it was inherited.</param>
[DebuggerDisplay("{Value}", Name = "{Name}")]
public sealed record EnvironmentVariableSnapshot(string Name, string? Value, bool IsFromSpec);

/// <summary>An address of a resource.</summary>
/// <param name="Name">The name of the endpoint that it belongs to; null when it belongs to none.</param>
/// <param name="Url">The absolute address.</param>
/// <param name="IsInternal">True when only other resources use it.</param>
[DebuggerDisplay("{Url}", Name = "{Name}")]
public sealed record UrlSnapshot(string? Name, string Url, bool IsInternal)
{
    /// <summary>How the address is shown.</summary>
    public UrlDisplayPropertiesSnapshot DisplayProperties { get; init; } = new();

    /// <summary>True while the endpoint is not served yet; inactive addresses are not shown.</summary>
    public bool IsInactive { get; init; }
}

/// <summary>How an address is shown.</summary>
/// <param name="DisplayName">Text instead of the address.</param>
/// <param name="SortOrder">Higher comes first.</param>
public sealed record UrlDisplayPropertiesSnapshot(string DisplayName = "", int SortOrder = 0);

/// <summary>A volume or bind mount.</summary>
/// <param name="Source">The volume's name or the path on the host; null for an anonymous volume.</param>
/// <param name="Target">The path inside the container.</param>
/// <param name="MountType">The kind of mount, such as <c>bind</c> or <c>volume</c>.</param>
/// <param name="IsReadOnly">True when the container cannot write to it.</param>
[DebuggerDisplay("{Source}", Name = "{Target}")]
public sealed record VolumeSnapshot(string? Source, string Target, string MountType, bool IsReadOnly);

/// <summary>A relationship to another resource.</summary>
/// <param name="ResourceName">The other resource's name.</param>
/// <param name="Type">What they are to each other, such as <c>Parent</c>, <c>Reference</c> or <c>WaitFor</c>.</param>
public sealed record RelationshipSnapshot(string ResourceName, string Type);

/// <summary>A named value of a resource.</summary>
/// <param name="Name">The name. The dashboard knows some names and shows them specially.</param>
/// <param name="Value">A string, number, boolean, date or a list of these.</param>
[DebuggerDisplay("{Value}", Name = "{Name}")]
public sealed record ResourcePropertySnapshot(string Name, object? Value)
{
    /// <summary>True when the value is a secret: shown masked.</summary>
    public bool IsSensitive { get; init; }
}

/// <summary>The latest result of one health check.</summary>
/// <param name="Name">The check's name.</param>
/// <param name="Status">The result; null when it has not run yet.</param>
/// <param name="Description">What the check said.</param>
/// <param name="ExceptionText">The exception, when it threw.</param>
[DebuggerDisplay("{Status}", Name = "{Name}")]
public sealed record HealthReportSnapshot(string Name, HealthStatus? Status, string? Description, string? ExceptionText)
{
    /// <summary>When the check last ran (UTC).</summary>
    public DateTime? LastRunAt { get; init; }
}
