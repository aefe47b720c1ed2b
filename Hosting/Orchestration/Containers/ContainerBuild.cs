using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Orchestration;

/// <summary>How the image of a container is built.</summary>
internal static class ContainerBuild
{
    /// <summary>Null for a container whose image is not built.</summary>
    /// <exception cref="DistributedApplicationException">The Dockerfile is missing, or a value.</exception>
    public static async Task<ContainerBuildContext?> CreateAsync(IResource resource, DistributedApplicationExecutionContext executionContext, CancellationToken cancellationToken)
    {
        if (!resource.TryGetLastAnnotation<DockerfileBuildAnnotation>(out var build))
        {
            return null;
        }

        if (!File.Exists(build.DockerfilePath))
        {
            throw new DistributedApplicationException($"The Dockerfile of resource '{resource.Name}' does not exist: '{build.DockerfilePath}'.");
        }

        var reader = new ValueReader(resource, executionContext, cancellationToken);
        var arguments = new List<EnvVar>();
        foreach (var (name, value) in build.BuildArguments)
        {
            arguments.Add(new()
            {
                Name = name,
                Value = value is bool flag ? (flag ? "true" : "false") : await reader.ReadAsync(value, $"build argument '{name}'").ConfigureAwait(false),
            });
        }

        var secrets = new List<ContainerBuildSecret>();
        foreach (var (id, value) in build.BuildSecrets)
        {
            secrets.Add(value is FileInfo file
                ? new() { Id = id, Type = "file", Source = file.FullName }
                : new() { Id = id, Type = "env", Value = await reader.ReadAsync(value, $"build secret '{id}'").ConfigureAwait(false) });
        }

        return new()
        {
            Context = build.ContextPath,
            Dockerfile = build.DockerfilePath,
            Stage = build.Stage,
            Args = arguments,
            Secrets = secrets,
        };
    }
}
