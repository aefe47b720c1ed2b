using System.Globalization;

namespace Platform.AppHost.Faults;

/// <summary>Says what is wrong with a resource on purpose.</summary>
internal static class FaultText
{
    /// <summary>Null when nothing is.</summary>
    public static string? Of(RelayFault fault, bool isPaused)
    {
        var faults = new[] { isPaused ? "paused" : null, Link(fault.Link), Latency(fault) }.OfType<string>().ToArray();
        return faults.Length == 0 ? null : string.Join(", ", faults);
    }

    private static string? Link(RelayLink link) => link switch
    {
        RelayLink.Reset => "cut off",
        RelayLink.Silent => "cut off silently",
        _ => null,
    };

    private static string? Latency(RelayFault fault) => fault.ToResource == TimeSpan.Zero && fault.FromResource == TimeSpan.Zero ? null
        : fault.ToResource == fault.FromResource ? $"slow, {Milliseconds(fault.ToResource)} each way"
        : $"slow, {Milliseconds(fault.ToResource)} there and {Milliseconds(fault.FromResource)} back";

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms");
}
