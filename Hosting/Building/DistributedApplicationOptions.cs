namespace Aspire.Hosting;

/// <summary>How a distributed application is built.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>Command-line arguments of the AppHost.</summary>
    public string[]? Args { get; set; }

    /// <summary>The assembly that holds the AppHost; the entry assembly when not set.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>The folder of the AppHost's project; from the assembly's metadata when not set.</summary>
    public string? ProjectDirectory { get; set; }

    /// <summary>Runs without the dashboard.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>The name that the dashboard shows; the AppHost's name when not set.</summary>
    public string? DashboardApplicationName { get; set; }

    /// <summary>Allows the dashboard and the telemetry endpoints to use http instead of https.</summary>
    public bool AllowUnsecuredTransport { get; set; }

    /// <summary>Replaces the registry of every container image.</summary>
    public string? ContainerRegistryOverride { get; set; }

    /// <summary>Writes the resources' console output to the AppHost's log as well.</summary>
    public bool EnableResourceLogging { get; set; }

    /// <summary>Whether resources trust the developer certificate.</summary>
    public bool? TrustDeveloperCertificate { get; set; }
}
