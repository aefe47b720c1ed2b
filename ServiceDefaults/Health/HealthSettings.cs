using Platform.ServiceDefaults.Configuration;

namespace Platform.ServiceDefaults.Health;

/// <summary>Settings of the health endpoints.</summary>
public sealed class HealthSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "Health";

    /// <inheritdoc/>
    public static string About => "The endpoints `/health/startup`, `/health/live` and `/health/ready`.";

    /// <summary>A check that takes longer than this counts as failed. Seconds.</summary>
    [Setting("A check that takes longer than this counts as failed. Seconds.", Example = "1", Minimum = 0.05, Maximum = 60)]
    public double TimeoutSeconds { get; set; } = 1;

    /// <summary>For how long an answer is given again without asking the dependencies. Seconds.</summary>
    [Setting("For how long an answer is given again without asking the dependencies. Seconds.", Example = "1", Minimum = 0, Maximum = 60)]
    public double CacheSeconds { get; set; } = 1;

    /// <summary>Whether the answer names each dependency.</summary>
    [Setting("Whether the answer names each dependency. Empty: only in the Development environment.", Example = "true")]
    public bool? ShowDetails { get; set; }

    /// <summary>How long the service goes on serving after it reported not ready, before it stops. Seconds.</summary>
    [Setting("How long the service goes on serving after it reported not ready, before it stops; it has 30 seconds more for what is under way. Seconds.", Example = "5", InProduction = "10", Minimum = 0, Maximum = 300)]
    public double DrainSeconds { get; set; }
}
