namespace Platform.Hosting.Health;

/// <summary>
/// The pauses between health checks: short while a resource is starting, because a start waits for them, then growing;
/// long once it is healthy.
/// </summary>
internal sealed class HealthCheckPauses
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_longestUnhealthy = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_healthy = TimeSpan.FromSeconds(5);
    private const double Growth = 1.25;

    private TimeSpan _next = s_first;

    /// <summary>The pause after a check.</summary>
    public TimeSpan Next(bool healthy)
    {
        if (healthy)
        {
            _next = s_first;
            return s_healthy;
        }

        var pause = _next;
        var longer = _next * Growth;
        _next = longer < s_longestUnhealthy ? longer : s_longestUnhealthy;
        return pause;
    }
}
