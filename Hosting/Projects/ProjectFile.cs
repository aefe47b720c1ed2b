using Aspire.Hosting;

namespace Platform.Hosting.Projects;

/// <summary>A project that is given by a path.</summary>
internal sealed class ProjectFile(string path, string appHostDirectory) : IProjectMetadata
{
    public string ProjectPath { get; } = Resolve(Path.GetFullPath(path, appHostDirectory));

    private static string Resolve(string fullPath)
    {
        if (!Directory.Exists(fullPath))
        {
            return File.Exists(fullPath) ? fullPath : throw new DistributedApplicationException($"Project file '{fullPath}' was not found.");
        }

        return Directory.GetFiles(fullPath, "*.*proj") switch
        {
            [var only] => only,
            [] => throw new DistributedApplicationException($"There is no project file in the folder '{fullPath}'."),
            var several => throw new DistributedApplicationException($"There are {several.Length} project files in the folder '{fullPath}'. Name the one that is meant."),
        };
    }
}
