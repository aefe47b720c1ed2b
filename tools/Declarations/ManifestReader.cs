using System.Text.Json;

namespace Platform.Tools.Declarations;

/// <summary>
/// Reads <c>tools.json</c> by hand: a serializer, generated or not, would cost every start 30 ms more. A property that is
/// not known is an error, so that a misspelt one is not overlooked.
/// </summary>
internal static class ManifestReader
{
    public static ToolManifest Read(JsonElement root) => new(List(root.GetProperty("tools"), ReadTool));

    private static ToolDeclaration ReadTool(JsonElement element) => new(
        Text(element, "name"),
        Text(element, "version"),
        Text(element, "description"),
        List(element.GetProperty("sources"), ReadSource))
    {
        OnDemand = element.TryGetProperty("onDemand", out var onDemand) && onDemand.GetBoolean(),
    };

    private static ToolSource ReadSource(JsonElement element)
    {
        var source = new ToolSource();
        foreach (var property in element.EnumerateObject())
        {
            var value = property.Value;
            source = property.Name switch
            {
                "client" => source with { Client = ReadClient(value.GetString()) },
                "platform" => source with { Platform = value.GetString()! },
                "version" => source with { Version = value.GetString() },
                "minimumVersion" => source with { MinimumVersion = value.GetString() },
                "packages" => source with { Packages = List(value, ReadPackage) },
                "programs" => source with { Programs = value.EnumerateObject().ToDictionary(program => program.Name, program => program.Value.GetString()!) },
                "unpack" => source with { Unpack = ReadStep(value.GetString()) },
                "libraries" => source with { Libraries = value.GetString() },
                "probe" => source with { Probe = value.GetString() },
                "downloadSize" => source with { DownloadSize = value.GetInt64() },
                "installedSize" => source with { InstalledSize = value.GetInt64() },
                _ => throw new JsonException($"tools.json: a source has no property called '{property.Name}'"),
            };
        }

        return source;
    }

    private static Package ReadPackage(JsonElement element) => new(
        Text(element, "name"),
        Text(element, "version"),
        element.TryGetProperty("hash", out var hash) ? hash.GetString() : null);

    private static PackageClient ReadClient(string? text) => text switch
    {
        "npm" => PackageClient.Npm,
        "apt" => PackageClient.Apt,
        "dotnet-tool" => PackageClient.DotnetTool,
        "path" => PackageClient.Path,
        _ => throw new JsonException($"tools.json: '{text}' is not a package client"),
    };

    private static UnpackStep ReadStep(string? text) => text switch
    {
        "aspire-bundle" => UnpackStep.AspireBundle,
        "postgres-links" => UnpackStep.PostgresLinks,
        _ => throw new JsonException($"tools.json: '{text}' is not an unpack step"),
    };

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static List<T> List<T>(JsonElement array, Func<JsonElement, T> read)
    {
        var list = new List<T>(array.GetArrayLength());
        foreach (var element in array.EnumerateArray())
        {
            list.Add(read(element));
        }

        return list;
    }
}
