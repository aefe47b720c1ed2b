using System.Text.Json.Serialization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.ServiceDefaults.Health;

/// <summary>The JSON body of a health endpoint.</summary>
internal sealed record HealthAnswer(string Status, double DurationMs, IReadOnlyDictionary<string, DependencyHealth>? Dependencies)
{
    public static HealthAnswer From(HealthReport report, bool details) => new(
        report.Status.ToString(),
        Milliseconds(report.TotalDuration),
        details ? report.Entries.ToDictionary(entry => entry.Key, entry => DependencyHealth.From(entry.Value)) : null);

    internal static double Milliseconds(TimeSpan duration) => Math.Round(duration.TotalMilliseconds, 1);
}

/// <summary>One dependency: its status, how long the check took in milliseconds, and what went wrong.</summary>
internal sealed record DependencyHealth(string Status, double DurationMs, string? Description, string? Error)
{
    public static DependencyHealth From(HealthReportEntry entry) =>
        new(entry.Status.ToString(), HealthAnswer.Milliseconds(entry.Duration), entry.Description, entry.Exception?.Message);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class HealthJson : JsonSerializerContext;
