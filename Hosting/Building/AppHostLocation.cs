using System.Reflection;
using Aspire.Hosting;

namespace Platform.Hosting.Building;

/// <summary>Where the AppHost's project is, as its build has recorded it.</summary>
internal sealed record AppHostLocation(Assembly? Assembly, string Directory, string Name)
{
    public string Path => System.IO.Path.Combine(Directory, Name);

    public static AppHostLocation Find(DistributedApplicationOptions options)
    {
        var assembly = options.AssemblyName is { } name ? Assembly.Load(name) : Assembly.GetEntryAssembly();
        var directory = options.ProjectDirectory ?? RecordedDirectory(assembly) ?? System.IO.Directory.GetCurrentDirectory();
        var project = Metadata(assembly, "apphostprojectname") ?? $"{assembly?.GetName().Name ?? "AppHost"}.csproj";
        return new(assembly, directory, project);
    }

    /// <summary>The folder of the AppHost's project when it was built; null when the assembly is no AppHost.</summary>
    public static string? RecordedDirectory(Assembly? assembly) => Metadata(assembly, "apphostprojectpath");

    private static string? Metadata(Assembly? assembly, string key) => assembly?.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(a => string.Equals(a.Key, key, StringComparison.OrdinalIgnoreCase))?.Value;
}
