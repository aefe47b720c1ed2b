using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>How telemetry is sent.</summary>
public enum OtlpProtocol
{
    /// <summary>gRPC.</summary>
    Grpc = 0,

    /// <summary>Protobuf over HTTP.</summary>
    HttpProtobuf = 1,

    /// <summary>JSON over HTTP.</summary>
    HttpJson = 2,
}

/// <summary>Lets resources send their telemetry to the dashboard.</summary>
public static class OtlpConfigurationExtensions
{
    private const string GrpcEndpoint = "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL";
    private const string HttpEndpoint = "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL";

    /// <summary>Gives the resource the address and the key of the dashboard's telemetry endpoint.</summary>
    public static void AddOtlpEnvironment(IResource resource, IConfiguration configuration, IHostEnvironment environment) =>
        Add(resource, configuration, environment, null);

    /// <summary>Gives the resource the address and the key of the dashboard's telemetry endpoint for a protocol.</summary>
    public static void AddOtlpEnvironment(IResource resource, IConfiguration configuration, IHostEnvironment environment, OtlpProtocol protocol) =>
        Add(resource, configuration, environment, protocol);

    /// <summary>The resource sends its telemetry to the dashboard.</summary>
    public static IResourceBuilder<T> WithOtlpExporter<T>(this IResourceBuilder<T> builder) where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        AddOtlpEnvironment(builder.Resource, builder.ApplicationBuilder.Configuration, builder.ApplicationBuilder.Environment);
        return builder;
    }

    /// <summary>The resource sends its telemetry to the dashboard by a protocol.</summary>
    public static IResourceBuilder<T> WithOtlpExporter<T>(this IResourceBuilder<T> builder, OtlpProtocol protocol) where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        AddOtlpEnvironment(builder.Resource, builder.ApplicationBuilder.Configuration, builder.ApplicationBuilder.Environment, protocol);
        return builder;
    }

    private static void Add(IResource resource, IConfiguration configuration, IHostEnvironment environment, OtlpProtocol? required)
    {
        ArgumentNullException.ThrowIfNull(resource);
        resource.Annotations.Add(new OtlpExporterAnnotation { RequiredProtocol = required });
        resource.Annotations.Add(new EnvironmentCallbackAnnotation(context =>
        {
            var variables = context.EnvironmentVariables;
            if (context.ExecutionContext.IsPublishMode || Resolve(configuration, resource) is not var (url, protocol))
            {
                return;
            }

            variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = new HostUrl(url);
            variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol;
            if (configuration["AppHost:OtlpApiKey"] is { Length: > 0 } key)
            {
                variables["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={key}";
            }

            if (environment.IsDevelopment())
            {
                // What a developer does now should be visible now. Milliseconds.
                variables["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
                variables["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
                variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
                variables["OTEL_TRACES_SAMPLER"] = "always_on";
                variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
            }
        }));
    }

    /// <summary>The dashboard's telemetry endpoint for what the resource speaks; null when there is none.</summary>
    private static (string Url, string Protocol)? Resolve(IConfiguration configuration, IResource resource)
    {
        var required = resource.Annotations.OfType<OtlpExporterAnnotation>().LastOrDefault()?.RequiredProtocol;
        var grpc = configuration[GrpcEndpoint];
        var http = configuration[HttpEndpoint];
        return required switch
        {
            OtlpProtocol.Grpc => grpc is null ? throw Missing("gRPC", GrpcEndpoint) : (grpc, "grpc"),
            OtlpProtocol.HttpProtobuf => http is null ? throw Missing("HTTP", HttpEndpoint) : (http, "http/protobuf"),
            OtlpProtocol.HttpJson => http is null ? throw Missing("HTTP", HttpEndpoint) : (http, "http/json"),
            _ when grpc is not null => (grpc, "grpc"),
            _ when http is not null => (http, "http/protobuf"),
            _ => null,
        };

        InvalidOperationException Missing(string protocol, string key) => new(
            $"The resource '{resource.Name}' sends its telemetry by OTLP over {protocol}, and the dashboard has no endpoint for that. Set '{key}'.");
    }
}
