using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Building;
using Platform.Hosting.Dcp;
using Platform.Hosting.Projects;

namespace Platform.Hosting.Orchestration;

/// <summary>Makes the engine's description of one copy of a program.</summary>
internal sealed class ExecutableFactory(AppHostLocation appHost)
{
    public Executable Create(ProgramInstance instance, ExecutionConfiguration configuration)
    {
        var (command, workingDirectory, leading, isProject) = Describe(instance.Resource);
        var arguments = configuration.Arguments.Select(a => a.Value).ToList();
        if (isProject && arguments.Count is 0)
        {
            arguments.AddRange(ProfileArguments((ProjectResource)instance.Resource));
        }

        instance.ArgumentIsSecret = [.. leading.Select(_ => false), .. configuration.Arguments.Select(a => a.IsSecret)];
        return new()
        {
            Metadata = new() { Name = instance.Id, Annotations = Annotations(instance.Resource) },
            Spec = new()
            {
                ExecutablePath = command,
                WorkingDirectory = workingDirectory,
                Args = [.. leading, .. arguments],
                Env = [.. Environment(instance, configuration).Select(pair => new EnvVar { Name = pair.Key, Value = pair.Value })],
                ExecutionType = ExecutionType.Process,
                AmbientEnvironment = new() { Behavior = AmbientEnvironment.Inherit },
            },
        };
    }

    private (string Command, string WorkingDirectory, string[] Arguments, bool IsProject) Describe(IResource resource)
    {
        if (resource is ProjectResource project)
        {
            var metadata = project.GetProjectMetadata();
            var (program, arguments) = ProjectProgram.Of(metadata, appHost.Assembly);
            return (program, Path.GetDirectoryName(metadata.ProjectPath)!, arguments, true);
        }

        var executable = resource.Annotations.OfType<ExecutableAnnotation>().Last();
        if (!Directory.Exists(executable.WorkingDirectory))
        {
            throw new DistributedApplicationException($"The working directory of resource '{resource.Name}' does not exist: '{executable.WorkingDirectory}'.");
        }

        return (executable.Command, executable.WorkingDirectory, [], false);
    }

    private static Dictionary<string, string> Environment(ProgramInstance instance, ExecutionConfiguration configuration)
    {
        var environment = new Dictionary<string, string>(configuration.Environment);
        if (instance.Resource.HasAnnotationOfType<OtlpExporterAnnotation>() && environment.ContainsKey("OTEL_EXPORTER_OTLP_ENDPOINT"))
        {
            // The dashboard finds the resource of a piece of telemetry by this pair.
            environment.TryAdd("OTEL_SERVICE_NAME", instance.Resource.Name);
            var attribute = $"service.instance.id={instance.Id[(instance.Resource.Name.Length + 1)..]}";
            environment["OTEL_RESOURCE_ATTRIBUTES"] = environment.TryGetValue("OTEL_RESOURCE_ATTRIBUTES", out var others) ? $"{others},{attribute}" : attribute;
        }

        return environment;
    }

    private static Dictionary<string, string>? Annotations(IResource resource)
    {
        var producers = new JsonArray();
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>().Where(e => EndpointAllocator.IsProxied(resource, e)))
        {
            var producer = new JsonObject { ["serviceName"] = EndpointAllocator.ServiceName(resource, endpoint), ["address"] = endpoint.TargetHost };
            if (endpoint.TargetPort is int port)
            {
                producer["port"] = port;
            }

            producers.Add((JsonNode)producer);
        }

        return producers.Count is 0 ? null : new() { [DcpAnnotations.ServiceProducer] = producers.ToJsonString() };
    }

    private static IEnumerable<string> ProfileArguments(ProjectResource project) =>
        LaunchProfiles.Effective(project, LaunchProfiles.Settings(project.GetProjectMetadata())) is var (_, profile)
            ? CommandLine.Split(profile.CommandLineArgs)
            : [];
}
