using System.Runtime.InteropServices;
using System.Text.Json;

namespace Platform.Tools.Declarations;

/// <summary>The content of <c>tools.json</c>.</summary>
internal sealed record ToolManifest(IReadOnlyList<ToolDeclaration> Tools)
{
    /// <summary>The runtime identifier of this machine, such as <c>linux-x64</c>, <c>osx-arm64</c> or <c>linux-musl-x64</c>.</summary>
    public static string ThisPlatform => RuntimeInformation.RuntimeIdentifier;

    /// <summary>Reads the declarations that are built into this assembly.</summary>
    public static ToolManifest Load()
    {
        using var stream = typeof(ToolManifest).Assembly.GetManifestResourceStream("tools.json")!;
        using var json = JsonDocument.Parse(stream);
        return ManifestReader.Read(json.RootElement);
    }

    /// <summary>The tool of that name, or the tool that has a program of that name.</summary>
    /// <exception cref="ToolException">There is none.</exception>
    public ToolDeclaration Find(string name) =>
        Tools.FirstOrDefault(tool => tool.Name == name)
        ?? Tools.FirstOrDefault(tool => tool.Has(name))
        ?? throw new ToolException(
            $"There is no tool called '{name}'. Known: {string.Join(", ", Tools.Select(tool => tool.Name))}, and their programs.");
}
