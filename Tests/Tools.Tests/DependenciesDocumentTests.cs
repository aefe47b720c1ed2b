using System.Xml.Linq;
using Platform.Tools.Declarations;

namespace Platform.Tools.Tests;

/// <summary>docs/dependencies.md is held against the files that decide.</summary>
public sealed class DependenciesDocumentTests
{
    private static readonly string Root = FindRoot();
    private static readonly string[] Rows = [.. File.ReadLines(Path.Combine(Root, "docs", "dependencies.md")).Where(line => line.StartsWith("| "))];

    [Fact]
    public void Every_tool_is_documented_with_its_version() =>
        Assert.All(ToolManifest.Load().Tools, tool => Assert.Contains(Rows, row => row.StartsWith($"| {tool.Name} | {tool.Version} |")));

    [Fact]
    public void Every_referenced_package_is_documented_with_its_version()
    {
        var versions = XDocument.Load(Path.Combine(Root, "Directory.Packages.props"))
            .Descendants("PackageVersion").ToDictionary(version => (string)version.Attribute("Include")!, version => (string)version.Attribute("Version")!);
        var undocumented = Projects()
            .SelectMany(project => XDocument.Load(project).Descendants("PackageReference"))
            .Select(reference => (string?)reference.Attribute("Include"))
            .OfType<string>()
            .Where(name => !name.StartsWith("Aspire.") && versions.ContainsKey(name))
            .Select(name => $"| {name} | {versions[name]} |")
            .Distinct()
            .Where(row => !Rows.Any(documented => documented.StartsWith(row)));

        Assert.True(!undocumented.Any(), $"Add to docs/dependencies.md, with the reason:\n{string.Join('\n', undocumented)}");
    }

    private static IEnumerable<string> Projects() =>
        Directory.EnumerateDirectories(Root)
            .Where(folder => Path.GetFileName(folder) is not "artifacts")
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "Tests"), "*.props"));

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Platform.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside of the clone.");
        }

        return folder;
    }
}
