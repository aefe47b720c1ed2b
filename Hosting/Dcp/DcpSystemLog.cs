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

        return fields.Length == 4 && ErrorIn(fields[3]) is { } error ? $"{fields[2]}: {error}" : fields[2];
    }

    private static string? ErrorIn(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.TryGetProperty("error", out var error) ? error.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
