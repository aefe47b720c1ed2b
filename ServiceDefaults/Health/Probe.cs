namespace Platform.ServiceDefaults.Health;

/// <summary>Marks the endpoints that probes ask. What they answer is not logged line by line: the check itself says why.</summary>
internal sealed class Probe
{
    public static Probe Mark { get; } = new();
}
