using System.Text.Json;

namespace Platform.Hosting.Dcp;

/// <summary>What the engine writes about one workload, made readable.</summary>
internal static class DcpSystemLog
{
    /// <summary>
    /// <c>error⇥ExecutableReconciler⇥Failed to start a process⇥{"Cmd": "x", "error": "no such file"}</c> becomes
    /// <c>Failed to start a process: no such file</c>.
    /// </summary>
    public static string Describe(string line)
    {
        var fields = line.Split('\t', 4);
        if (fields.Length < 3)
        {
            return line;
        }

        return fields.Length < 4 ? fields[2]
            : ChangesIn(fields[3]) is { } changes ? changes
            : ErrorIn(fields[3]) is { } error ? $"{fields[2]}: {error}"
            : fields[2];
    }

    /// <summary>A persistent container that is created anew, with <see cref="ContainerDefinition"/>'s keys before and after.</summary>
    private static string? ChangesIn(string json)
    {
        if (Read(json) is not { } properties
            || !properties.TryGetProperty("OldLifecycleKey", out var old)
            || !properties.TryGetProperty("NewLifecycleKey", out var now))
        {
            return null;
        }

        var changed = string.Join(", ", ContainerDefinition.Differences(old.GetString() ?? "", now.GetString() ?? ""));
        return $"The container's definition has changed since it was created ({changed}), so it is created anew.";
    }

    private static string? ErrorIn(string json) =>
        Read(json) is { } properties && properties.TryGetProperty("error", out var error) ? error.GetString() : null;

    private static JsonElement? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
