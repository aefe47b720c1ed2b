namespace Platform.AppHost.State;

/// <summary>
/// Names of folders that live no longer than the process that made them: <c>prefix-pid-start-random</c>, the start in ticks. Who
/// comes later can tell those that a killed process has left behind.
/// </summary>
internal static class OwnedName
{
    /// <summary>A new name of this process.</summary>
    public static string New(string prefix) => $"{prefix}{Environment.ProcessId}-{ProcessIdentity.Started.Ticks}-{Path.GetRandomFileName()}";

    /// <summary>Whether the process that made it lives; null when it is no such name.</summary>
    public static bool? IsInUse(string name, string prefix)
    {
        var parts = name[prefix.Length..].Split('-', 3);
        return parts.Length == 3 && int.TryParse(parts[0], out var pid) && long.TryParse(parts[1], out var ticks)
            ? ProcessIdentity.IsAlive(pid, new DateTime(ticks, DateTimeKind.Utc))
            : null;
    }
}
