using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Projects;

/// <summary>What every project gets: telemetry, the launch profile's endpoints and environment, ASPNETCORE_URLS.</summary>
internal static class ProjectDefaults
{
    public static IResourceBuilder<ProjectResource> Apply(IResourceBuilder<ProjectResource> project, ProjectResourceOptions options)
    {
        var builder = project.ApplicationBuilder;
        var metadata = project.Resource.GetProjectMetadata();
        if (options.ExcludeLaunchProfile)
        {
            project.WithAnnotation<ExcludeLaunchProfileAnnotation>();
        }
        else if (options.LaunchProfileName is { Length: > 0 } name)
        {
            project.WithAnnotation(new LaunchProfileAnnotation(name));
        }
        else if (builder.Configuration["AppHost:DefaultLaunchProfileName"] is { Length: > 0 } fallback
            || (fallback = builder.Configuration["DOTNET_LAUNCH_PROFILE"]) is { Length: > 0 })
        {
            project.WithAnnotation(new DefaultLaunchProfileAnnotation(fallback));
        }

        project.WithOtlpExporter();
        var profile = LaunchProfiles.Effective(project.Resource, LaunchProfiles.Settings(metadata));
        if (profile is var (_, launchProfile))
        {
            AddEndpoints(project, launchProfile);
            AddLaunchUrl(project, launchProfile.LaunchUrl);
        }

        return project.WithEnvironment(context => SetEnvironment(context, project.Resource, profile));
    }

    private static void AddEndpoints(IResourceBuilder<ProjectResource> project, LaunchProfile profile)
    {
        foreach (var url in (profile.ApplicationUrl ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Uri.TryCreate(url.Replace("://*", "://localhost", StringComparison.Ordinal).Replace("://+", "://localhost", StringComparison.Ordinal), UriKind.Absolute, out var address))
            {
                throw new DistributedApplicationException($"The URL '{url}' in the launch profile of project '{project.Resource.Name}' is not valid.");
            }

            // Several URLs of one scheme: http, http2, http3, ...
            var name = address.Scheme;
            for (var i = 2; project.Resource.Annotations.OfType<EndpointAnnotation>().Any(e => e.Name == name); i++)
            {
                name = $"{address.Scheme}{i}";
            }

            project.WithEndpoint(name, endpoint =>
            {
                endpoint.UriScheme = address.Scheme;
                endpoint.TlsEnabled = address.Scheme is "https";
                endpoint.Port = address.Port;
                endpoint.FromLaunchProfile = true;
            });
        }
    }

    // What a browser would be opened with: a path of the project, or another address altogether.
    private static void AddLaunchUrl(IResourceBuilder<ProjectResource> project, string? launchUrl)
    {
        if (string.IsNullOrEmpty(launchUrl))
        {
            return;
        }

        // On Unix a path such as "/swagger" counts as the absolute URL of a file.
        var isAddress = Uri.TryCreate(launchUrl, UriKind.Absolute, out var address) && !address.IsFile;

        project.WithUrls(context =>
        {
            foreach (var url in context.Urls.Where(u => u.Endpoint?.EndpointAnnotation.FromLaunchProfile is true).DistinctBy(u => u.Endpoint!.EndpointName))
            {
                url.Url = isAddress ? launchUrl : new Uri(new Uri(url.Url), launchUrl).ToString();
            }
        });
    }

    private static void SetEnvironment(EnvironmentCallbackContext context, ProjectResource project, (string Name, LaunchProfile Profile)? profile)
    {
        var variables = context.EnvironmentVariables;
        if (context.ExecutionContext.IsRunMode && profile is var (name, launchProfile))
        {
            foreach (var (key, value) in launchProfile.EnvironmentVariables)
            {
                variables.TryAdd(key, Environment.ExpandEnvironmentVariables(value));
            }

            variables["DOTNET_LAUNCH_PROFILE"] = name;
        }

        // Failed exports are kept in memory and tried again; exceptions are part of the log records.
        variables["OTEL_DOTNET_EXPERIMENTAL_OTLP_EMIT_EXCEPTION_LOG_ATTRIBUTES"] = "true";
        variables["OTEL_DOTNET_EXPERIMENTAL_OTLP_EMIT_EVENT_LOG_ATTRIBUTES"] = "true";
        variables["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";

        var endpoints = project.GetEndpoints().Where(e => e.Scheme is "http" or "https" && project.ShouldInjectEndpoint(e.EndpointAnnotation)).ToArray();
        if (endpoints.Length > 0 && !variables.ContainsKey("ASPNETCORE_URLS"))
        {
            var urls = new ReferenceExpressionBuilder();
            foreach (var endpoint in endpoints)
            {
                urls.AppendLiteral($"{(urls.IsEmpty ? "" : ";")}{endpoint.Scheme}://{endpoint.EndpointAnnotation.TargetHost}:");
                urls.AppendFormatted(endpoint.Property(EndpointProperty.TargetPort));
            }

            variables["ASPNETCORE_URLS"] = urls.Build();
        }

        if (!project.HasAnnotationOfType<DisableForwardedHeadersAnnotation>())
        {
            variables.TryAdd("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true");
        }
    }
}
