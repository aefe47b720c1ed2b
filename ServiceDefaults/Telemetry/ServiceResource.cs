using System.Reflection;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Resources;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>Who sends the telemetry: name, instance and version of the service, and what OTEL_RESOURCE_ATTRIBUTES adds.</summary>
internal static class ServiceResource
{
    public static string Version { get; } = Assembly.GetEntryAssembly()?.GetName().Version?.ToString(3) ?? "0.0.0";

    public static string Name(IConfiguration configuration, string applicationName) =>
        configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } given ? given : applicationName.ToLowerInvariant();

    public static ResourceBuilder Create(string name) => ResourceBuilder.CreateDefault()
        .AddService(name, serviceVersion: Version, serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}")
        .AddEnvironmentVariableDetector();
}
