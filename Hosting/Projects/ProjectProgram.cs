using System.Collections.Concurrent;
using System.Reflection;
using Aspire.Hosting;

namespace Platform.Hosting.Projects;

/// <summary>
/// How a project is run: its built program, which the AppHost's build has recorded (<c>platform.project.target:path</c>),
/// because <c>dotnet run</c> would cost a second process and 0.5 s; <c>dotnet run</c> where the build recorded nothing.
/// </summary>
internal static class ProjectProgram
{
    private const string KeyPrefix = "platform.project.target:";
    private static readonly ConcurrentDictionary<Assembly, Dictionary<string, string>> s_targets = new();

    public static (string Command, string[] Arguments) Of(IProjectMetadata project, Assembly? appHost)
    {
        var target = appHost is null ? null : s_targets.GetOrAdd(appHost, Read).GetValueOrDefault(Path.GetFullPath(project.ProjectPath));
        if (target is null)
        {
            return project.IsFileBasedApp
                ? ("dotnet", ["run", "--no-launch-profile", project.ProjectPath])
                : ("dotnet", ["run", "--project", project.ProjectPath, "--no-launch-profile", .. (string[])(project.SuppressBuild ? ["--no-build"] : []), "--"]);
        }

        var executable = Path.ChangeExtension(target, OperatingSystem.IsWindows() ? ".exe" : null);
        if (File.Exists(executable))
        {
            return (executable, []);
        }

        return File.Exists(target)
            ? ("dotnet", ["exec", target])
            : throw new DistributedApplicationException($"The program of project '{project.ProjectPath}' is missing: '{target}'. Build the AppHost: dotnet build.");
    }

    private static Dictionary<string, string> Read(Assembly appHost) => appHost.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Where(a => a.Key.StartsWith(KeyPrefix, StringComparison.Ordinal) && a.Value is not null)
        .GroupBy(a => Path.GetFullPath(a.Key[KeyPrefix.Length..]), a => a.Value!)
        .ToDictionary(group => group.Key, group => group.First());
}
