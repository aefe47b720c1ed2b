using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.AppHost.Report;

/// <summary>Turns the changes of resources into the times of a start.</summary>
/// <param name="required">The resources without which the environment is not ready.</param>
/// <param name="completing">Those that are ready when they have done their work and ended.</param>
internal sealed class StartTimeline(IReadOnlyCollection<string> required, IReadOnlySet<string> completing)
{
    private readonly Dictionary<string, ResourceTimes> times = [];
    private readonly HashSet<string> waiting = [];

    public IReadOnlyDictionary<string, ResourceTimes> Times => times;

    /// <summary>Whether every required resource is, or has been, ready.</summary>
    public bool IsReady => required.All(name => times.TryGetValue(name, out var t) && t.Ready is not null);

    /// <summary>When the last required resource became ready, in seconds.</summary>
    public double ReadyAt => required.Count == 0 ? 0 : required.Max(name => times[name].Ready ?? 0);

    /// <summary>Notes a change; what comes after a resource was ready is no part of the start.</summary>
    public void Note(string name, string? state, HealthStatus? health, int? exitCode, double at)
    {
        var t = times.GetValueOrDefault(name) ?? new ResourceTimes(name, at, null, null, null);
        if (t.Ready is null)
        {
            times[name] = Next(t, state, health, exitCode, at);
        }
    }

    private ResourceTimes Next(ResourceTimes t, string? state, HealthStatus? health, int? exitCode, double at)
    {
        if (state == KnownResourceStates.Waiting)
        {
            waiting.Add(t.Name);
            return t with { Released = null };
        }

        var isRunning = state == KnownResourceStates.Running;
        var isDone = KnownResourceStates.TerminalStates.Contains(state) && exitCode == 0;
        var isReady = completing.Contains(t.Name) ? isDone : isDone || (isRunning && health is HealthStatus.Healthy);
        return t with
        {
            Released = t.Released ?? (waiting.Contains(t.Name) || state == KnownResourceStates.Starting || isRunning || isDone ? at : null),
            Running = t.Running ?? (isRunning || isDone ? at : null),
            Ready = isReady ? at : null,
        };
    }
}
