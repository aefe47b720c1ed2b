using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Hosting.Notifications;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// What is known about a resource at one moment: state, health, addresses, environment, commands.
/// Immutable; a new one is published through <see cref="ResourceNotificationService"/>.
/// </summary>
[DebuggerDisplay("ResourceType = {ResourceType,nq}, State = {State?.Text,nq}, HealthStatus = {HealthStatus?.ToString(),nq}")]
public sealed record CustomResourceSnapshot
{
    /// <summary>The kind of resource shown to people, such as <c>Project</c> or <c>Executable</c>.</summary>
    public required string ResourceType { get; init; }

    /// <summary>Named values shown in the resource's details.</summary>
    public required ImmutableArray<ResourcePropertySnapshot> Properties { get; init; }

    /// <summary>When the resource was created (UTC).</summary>
    public DateTime? CreationTimeStamp { get; init; }

    /// <summary>When the resource started (UTC).</summary>
    public DateTime? StartTimeStamp { get; init; }

    /// <summary>When the resource stopped (UTC).</summary>
    public DateTime? StopTimeStamp { get; init; }

    /// <summary>The state; <see cref="KnownResourceStates"/> has the common ones.</summary>
    public ResourceStateSnapshot? State { get; init; }

    /// <summary>The exit code of the resource's process, once it has ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>
    /// Health derived from state and reports: null unless the resource runs; the worst report otherwise; a report
    /// without a result yet counts as unhealthy.
    /// </summary>
    public HealthStatus? HealthStatus => ComputeHealth(HealthReports, State?.Text);

    /// <summary>Results of the resource's health checks. Set with <see cref="CustomResourceSnapshotExtensions.WithHealthReports"/>.</summary>
    public ImmutableArray<HealthReportSnapshot> HealthReports { get; internal init; } = [];

    /// <summary>Environment variables of the resource's process.</summary>
    public ImmutableArray<EnvironmentVariableSnapshot> EnvironmentVariables { get; init; } = [];

    /// <summary>Addresses under which the resource is reached.</summary>
    public ImmutableArray<UrlSnapshot> Urls { get; init; } = [];

    /// <summary>Volumes and bind mounts.</summary>
    public ImmutableArray<VolumeSnapshot> Volumes { get; init; } = [];

    /// <summary>Commands that people can run on the resource.</summary>
    public ImmutableArray<ResourceCommandSnapshot> Commands { get; init; } = [];

    /// <summary>Relationships to other resources.</summary>
    public ImmutableArray<RelationshipSnapshot> Relationships { get; init; } = [];

    /// <summary>True when the dashboard should not list the resource.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The name of the resource's Fluent UI icon.</summary>
    public string? IconName { get; init; }

    /// <summary>The variant of <see cref="IconName"/>.</summary>
    public IconVariant? IconVariant { get; init; }

    /// <summary>Set once the resource-ready event was published; its task ends when all subscribers have run.</summary>
    internal EventSnapshot? ResourceReadyEvent { get; init; }

    internal static HealthStatus? ComputeHealth(ImmutableArray<HealthReportSnapshot> reports, string? state)
    {
        if (state != KnownResourceStates.Running)
        {
            return null;
        }

        var worst = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy;
        foreach (var report in reports)
        {
            var status = report.Status ?? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy;
            worst = status < worst ? status : worst;
        }

        return worst;
    }
}
