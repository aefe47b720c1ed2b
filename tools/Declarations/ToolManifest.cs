using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Tools.Declarations;

/// <summary>The content of <c>tools.json</c>.</summary>
internal sealed record ToolManifest(IReadOnlyList<ToolDeclaration> Tools)
{
    /// <summary>The runtime identifier of this machine, such as <c>linux-x64</c>, <c>osx-arm64</c> or <c>linux-musl-x64</c>.</summary>
    public static string ThisPlatform => RuntimeInformation.RuntimeIdentifier;

    public static ToolManifest Load()
    {
        using var stream = typeof(ToolManifest).Assembly.GetManifestResourceStream("tools.json")!;
        return JsonSerializer.Deserialize(stream, ManifestJson.Default.ToolManifest)!;
    }

    /// <summary>The tool of that name, or the tool that has a program of that name.</summary>
    /// <exception cref="ToolException">There is none.</exception>
    public ToolDeclaration Find(string name) =>
        Tools.FirstOrDefault(tool => tool.Name == name)
        ?? Tools.FirstOrDefault(tool => tool.Has(name))
        ?? throw new ToolException(
            $"There is no tool called '{name}'. Known: {string.Join(", ", Tools.Select(tool => tool.Name))}, and their programs.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(ClientConverter), typeof(UnpackConverter)])]
[JsonSerializable(typeof(ToolManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;

internal sealed class ClientConverter() : JsonStringEnumConverter<PackageClient>(JsonNamingPolicy.KebabCaseLower);

internal sealed class UnpackConverter() : JsonStringEnumConverter<UnpackStep>(JsonNamingPolicy.KebabCaseLower);
