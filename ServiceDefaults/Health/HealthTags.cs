namespace Platform.ServiceDefaults.Health;

/// <summary>Which of the three questions a health check answers. A check may carry more than one.</summary>
public static class HealthTags
{
    /// <summary>Has the service finished starting? Asked until the first yes.</summary>
    public const string Startup = "startup";

    /// <summary>Is the process itself alive? A no gets it restarted, so dependencies do not belong here.</summary>
    public const string Live = "live";

    /// <summary>Can it take requests now? A no takes it out of the load balancer.</summary>
    public const string Ready = "ready";
}
