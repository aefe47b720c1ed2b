using System.Diagnostics;

namespace Platform.ServiceDefaults.Correlation;

/// <summary>
/// The identifier that ties together what belongs to one request of a user: log lines, the trace, calls to other services, jobs.
/// </summary>
public static class CorrelationId
{
    /// <summary>The HTTP header that carries it, in requests and answers.</summary>
    public const string Header = "X-Correlation-ID";

    /// <summary>The trace tag that carries it.</summary>
    public const string Tag = "correlation.id";

    /// <summary>The longest that is accepted, in characters.</summary>
    public const int MaxLength = 128;

    private static readonly AsyncLocal<string?> Ambient = new();

    /// <summary>The current one; null outside of requests and jobs.</summary>
    public static string? Current => Ambient.Value;

    /// <summary>Makes an identifier the current one until the result is disposed; used by jobs, which have no request.</summary>
    public static IDisposable Begin(string? id)
    {
        var previous = Ambient.Value;
        Set(IsAcceptable(id) ? id! : Create());
        return new Restore(previous);
    }

    internal static void Set(string id)
    {
        Ambient.Value = id;
        Activity.Current?.SetTag(Tag, id);
    }

    /// <summary>The trace's identifier when there is a trace: one thing less to look up.</summary>
    internal static string Create() => Activity.Current is { } activity ? activity.TraceId.ToHexString() : Guid.NewGuid().ToString("N");

    /// <summary>At most 128 visible ASCII characters: anything else could forge log lines or headers.</summary>
    internal static bool IsAcceptable(string? id) =>
        id is { Length: > 0 and <= MaxLength } && !id.AsSpan().ContainsAnyExceptInRange('!', '~');

    private sealed class Restore(string? previous) : IDisposable
    {
        public void Dispose() => Ambient.Value = previous;
    }
}
