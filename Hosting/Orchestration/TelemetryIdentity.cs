using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Orchestration;

/// <summary>The name under which a copy sends its telemetry; the dashboard finds the resource of a piece of telemetry by it.</summary>
internal static class TelemetryIdentity
{
    /// <summary>The environment of one copy as the engine takes it.</summary>
    public static List<Dcp.EnvVar> Environment(ProgramInstance instance, ExecutionConfiguration configuration)
    {
        var environment = new Dictionary<string, string>(configuration.Environment);
        if (instance.Resource.HasAnnotationOfType<OtlpExporterAnnotation>() && environment.ContainsKey("OTEL_EXPORTER_OTLP_ENDPOINT"))
        {
            environment.TryAdd("OTEL_SERVICE_NAME", instance.Resource.Name);
            var attribute = $"service.instance.id={instance.Id[(instance.Resource.Name.Length + 1)..]}";
            environment["OTEL_RESOURCE_ATTRIBUTES"] = environment.TryGetValue("OTEL_RESOURCE_ATTRIBUTES", out var others) ? $"{others},{attribute}" : attribute;
        }

        return [.. environment.Select(pair => new Dcp.EnvVar { Name = pair.Key, Value = pair.Value })];
    }
}
