using System.Text.Json;
using Platform.Tools;

namespace Platform.AppHost.Commands.Doctor;

/// <summary>The engine and the server programs in the user's cache. Nothing is fetched.</summary>
internal static class ToolChecks
{
    private const string Fetch = "A start fetches what is missing, and so does this, where there is a network: make tools";

    /// <summary>The tools that a start needs and fetches.</summary>
    /// <param name="engine">The engine that takes the place of the fetched one; null when none does.</param>
    public static IReadOnlyList<string> Needed(string? engine) => engine is null ? [ToolNames.Engine, ToolNames.Postgres, ToolNames.Redis] : [ToolNames.Postgres, ToolNames.Redis];

    public static Finding Tool(Toolbox toolbox, string name)
    {
        var version = toolbox.FindVersion(name, out var problem);
        return (version, problem) switch
        {
            ({ } found, _) => Finding.Ok(name, found),
            (null, { } damage) => Finding.Warning(name, $"in the cache, but damaged: {damage}", $"It is fetched again. {Fetch}"),
            _ => Finding.Warning(name, $"not yet in {toolbox.CacheRoot}", Fetch),
        };
    }

    /// <summary>Starts the engine's program for a moment: it is there, but does it run on this machine?</summary>
    /// <param name="toolbox">The cache.</param>
    /// <param name="chosen">The engine that takes the place of the one in the cache; null when none does.</param>
    public static async Task<Finding> EngineAnswersAsync(Toolbox toolbox, string? chosen)
    {
        const string subject = "Engine answers";
        if (chosen is null && toolbox.FindVersion(ToolNames.Engine, out _) is null)
        {
            return Finding.Warning(subject, "not known before it is fetched", Fetch);
        }

        var fetched = chosen is null ? (await toolbox.EnsureAsync([ToolNames.Engine])).Engine : null;
        var program = chosen ?? fetched!.Dcp;
        return TryReadVersion(await Programs.AskAsync(program, "info")) is { } version
            ? Finding.Ok(subject, fetched is null ? $"DCP {version}, chosen: {program}" : $"DCP {version} of Aspire {fetched.Version}")
            : Finding.Error(subject, $"`{program} info` does not answer as it should", fetched is null
                ? $"Choose another, or leave {ChosenEngine.EngineKey} and ASPIRE_DCP_PATH out to have one fetched."
                : $"Delete {Path.Combine(toolbox.CacheRoot, ToolNames.Engine)} and fetch it again: make tools");
    }

    private static string? TryReadVersion(string? json)
    {
        try
        {
            return json is null ? null : JsonDocument.Parse(json).RootElement.GetProperty("version").GetString();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
