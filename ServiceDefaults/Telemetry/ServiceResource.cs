using System.Reflection;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Resources;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>Who sends the telemetry: name, instance and version of the service, and what OTEL_RESOURCE_ATTRIBUTES adds.</summary>
internal static class ServiceResource
{
    public static ResourceBuilder Create(IConfiguration configuration, string applicationName)
    {
        var name = configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } given ? given : applicationName;
        var version = Assembly.GetEntryAssembly()?.GetName().Version?.ToString(3);
        return ResourceBuilder.CreateDefault()
            .AddService(name, serviceVersion: version, serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}")
            .AddEnvironmentVariableDetector();
    }
}
