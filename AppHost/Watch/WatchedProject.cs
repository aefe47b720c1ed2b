using System.Reflection;
using Platform.AppHost.Resources;

namespace Platform.AppHost.Watch;

/// <summary>A project that is compiled again when its files change.</summary>
/// <param name="Resource">The resource that runs it.</param>
/// <param name="ProjectFile">The project file.</param>
/// <param name="Program">The assembly that is run, in the folder from which it is run.</param>
internal sealed record WatchedProject(IResource Resource, string ProjectFile, string Program)
{
    private const string TargetKey = "platform.project.target:";

    public string Folder => Path.GetDirectoryName(ProjectFile)!;

    /// <summary>The projects of a model that run on, with the programs that the AppHost's build has recorded for them.</summary>
    public static IReadOnlyList<WatchedProject> Of(DistributedApplicationModel model)
    {
        var graph = new ResourceGraph(model.Resources);
        var programs = typeof(WatchedProject).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Where(attribute => attribute.Key.StartsWith(TargetKey, StringComparison.Ordinal))
            .GroupBy(attribute => Path.GetFullPath(attribute.Key[TargetKey.Length..]))
            .ToDictionary(group => group.Key, group => group.First().Value!);
        return
        [
            .. model.Resources.OfType<ProjectResource>()
                .Where(project => !graph.RunsToCompletion(project))
                .Select(project => (Resource: project, File: Path.GetFullPath(project.GetProjectMetadata().ProjectPath)))
                .Where(project => programs.ContainsKey(project.File))
                .Select(project => new WatchedProject(project.Resource, project.File, programs[project.File])),
        ];
    }
}
