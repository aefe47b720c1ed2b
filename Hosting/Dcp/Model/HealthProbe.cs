using System.Text.Json.Serialization;

namespace Platform.Hosting.Dcp;

/// <summary>A check that the engine itself runs against a workload.</summary>
internal sealed class HealthProbe
{
    public string Name { get; set; } = "";

    /// <summary>One of <see cref="HealthProbeType"/>.</summary>
    public string Type { get; set; } = HealthProbeType.Http;

    public HttpProbe? HttpProbe { get; set; }

    public ExecutableProbe? ExecutableProbe { get; set; }

    public HealthProbeSchedule Schedule { get; set; } = new();

    public Dictionary<string, string>? Annotations { get; set; }
}

internal sealed class HttpProbe
{
    public string Url { get; set; } = "";

    public List<HttpProbeHeader>? Headers { get; set; }
}

internal sealed class HttpProbeHeader
{
    public string Name { get; set; } = "";

    public string? Value { get; set; }
}

internal sealed class ExecutableProbe
{
    public ExecutableTemplate ExecutableTemplate { get; set; } = new();
}

internal sealed class HealthProbeSchedule
{
    /// <summary>Continuous or UntilSuccess.</summary>
    public string? Kind { get; set; }

    [JsonConverter(typeof(GoDurationConverter))]
    public TimeSpan? Interval { get; set; }

    [JsonConverter(typeof(GoDurationConverter))]
    public TimeSpan? Timeout { get; set; }

    [JsonConverter(typeof(GoDurationConverter))]
    public TimeSpan? InitialDelay { get; set; }
}

internal sealed class HealthProbeResult
{
    /// <summary>Success, Failure or Unknown.</summary>
    public string? Outcome { get; set; }

    public DateTimeOffset? Timestamp { get; set; }

    public string? ProbeName { get; set; }

    public string? Reason { get; set; }
}

internal static class HealthProbeType
{
    public const string Http = "HTTP";
    public const string Executable = "Executable";
}

internal static class HealthStatus
{
    public const string Healthy = "Healthy";
    public const string Caution = "Caution";
    public const string Unhealthy = "Unhealthy";
}
