using Platform.ServiceDefaults.Logging;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>Which sources the service's telemetry takes in. The framework's own and Npgsql's are always among them.</summary>
public sealed class TelemetryOptions
{
    /// <summary>Names of the activity sources whose activities become spans.</summary>
    public ISet<string> Sources { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "Microsoft.AspNetCore", "System.Net.Http", "Npgsql",
    };

    /// <summary>Names of the meters whose instruments are measured.</summary>
    public ISet<string> Meters { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Diagnostics",
        "System.Net.Http",
        "System.Runtime",
        "Npgsql",
        LogCounter.MeterName,
    };
}
