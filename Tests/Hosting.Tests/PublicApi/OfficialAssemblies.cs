using System.Reflection;
using System.Runtime.Loader;

namespace Platform.Hosting.Tests.PublicApi;

/// <summary>The official <c>Aspire.*.dll</c> files of a folder, loaded beside ours to be read, not run.</summary>
internal sealed class OfficialAssemblies(string folder) : AssemblyLoadContext("official")
{
    /// <summary>The declarations of all of them together.</summary>
    public HashSet<string> Declarations() => LoadAll().SelectMany(ApiListing.Of).ToHashSet(StringComparer.Ordinal);

    /// <summary>What a class that derives from their types or implements them has to bring.</summary>
    public IEnumerable<(string Type, string Declaration)> AbstractMembers() => LoadAll().SelectMany(ApiListing.AbstractMembers);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    private IEnumerable<Assembly> LoadAll()
    {
        var files = Directory.GetFiles(folder, "Aspire.*.dll");
        Assert.True(files.Length > 0, $"There is no Aspire.*.dll in '{folder}'.");
        return files.Select(file => LoadFromAssemblyPath(Path.GetFullPath(file)));
    }
}
