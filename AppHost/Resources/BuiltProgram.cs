using System.Reflection;

namespace Platform.AppHost.Resources;

/// <summary>A program of this repository, as the AppHost's build has made it.</summary>
/// <param name="ProjectFile">Its project file.</param>
/// <param name="Assembly">Its assembly, in the folder from which it is run.</param>
internal sealed record BuiltProgram(string ProjectFile, string Assembly) : IResourceAnnotation
{
    // Written by the build: platform.project.target:/clone/Api/Api.csproj = /clone/artifacts/bin/Api/debug/Api.dll
    private const string Key = "platform.project.target:";

    private static readonly BuiltProgram[] All =
    [
        .. typeof(BuiltProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Where(attribute => attribute is { Value: not null } && attribute.Key.StartsWith(Key, StringComparison.Ordinal))
            .Select(attribute => new BuiltProgram(Path.GetFullPath(attribute.Key[Key.Length..]), attribute.Value!)),
    ];

    /// <summary>What is started.</summary>
    public string Executable => Path.ChangeExtension(Assembly, OperatingSystem.IsWindows() ? ".exe" : null);

    /// <param name="project">The name of its project.</param>
    public static BuiltProgram Named(string project) => All.First(program => Path.GetFileNameWithoutExtension(program.ProjectFile) == project);

    /// <summary>The program that a resource runs; null when it is none of this repository's.</summary>
    public static BuiltProgram? Of(IResource resource) => resource is ProjectResource project
        ? All.FirstOrDefault(program => program.ProjectFile == Path.GetFullPath(project.GetProjectMetadata().ProjectPath))
        : resource.Annotations.OfType<BuiltProgram>().FirstOrDefault();
}
