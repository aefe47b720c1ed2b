namespace Platform.ServiceDefaults.Health;

/// <summary>Settings of the health endpoints, section <c>Health</c>.</summary>
public sealed class HealthOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Health";

    /// <summary>A check that takes longer than this counts as failed. Seconds; 1 by default.</summary>
    public double TimeoutSeconds { get; set; } = 1;

    /// <summary>For how long a good answer is given again without asking the dependencies. Seconds; 1 by default.</summary>
    public double CacheSeconds { get; set; } = 1;

    /// <summary>Whether the answer names each dependency. By default only in the Development environment.</summary>
    public bool? ShowDetails { get; set; }

    /// <summary>How long the service goes on serving after it reported not ready, before it stops. Seconds; 0 by default.</summary>
    public double DrainSeconds { get; set; }
}
