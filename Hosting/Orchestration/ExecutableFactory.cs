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
            Metadata = new() { Annotations = ServiceProducers.Of(instance.Resource) },
            Spec = new()
            {
                ExecutablePath = command,
                WorkingDirectory = workingDirectory,
                Args = [.. leading, .. arguments],
                Env = TelemetryIdentity.Environment(instance, configuration),
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

    private static IEnumerable<string> ProfileArguments(ProjectResource project) =>
        LaunchProfiles.Effective(project, LaunchProfiles.Settings(project.GetProjectMetadata())) is var (_, profile)
            ? CommandLine.Split(profile.CommandLineArgs)
            : [];
}
