using Platform.ServiceDefaults.Configuration;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>Where telemetry goes. The OpenTelemetry SDK reads further OTEL_* variables itself.</summary>
public sealed class TelemetrySettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "Telemetry";

    /// <inheritdoc/>
    public static string About =>
        "Traces, metrics and logs over OTLP. Every other `OTEL_*` variable of the OpenTelemetry specification works too.";

    /// <summary>Where traces, metrics and logs are sent.</summary>
    [Setting("Where traces, metrics and logs are sent. Empty: nowhere.", Key = "OTEL_EXPORTER_OTLP_ENDPOINT", Example = "http://127.0.0.1:4317")]
    public Uri? Endpoint { get; set; }

    /// <summary>The service's name in telemetry and logs.</summary>
    [Setting("The service's name in telemetry and logs. Empty: the program's name.", Key = "OTEL_SERVICE_NAME", Example = "api")]
    public string ServiceName { get; set; } = "";
}
