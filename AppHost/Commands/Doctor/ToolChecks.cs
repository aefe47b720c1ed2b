using System.Text.Json;
using Platform.Tools;

namespace Platform.AppHost.Commands.Doctor;

/// <summary>The engine and the server programs in the user's cache. Nothing is fetched.</summary>
internal static class ToolChecks
{
    private const string Fetch = "A start fetches what is missing, and so does this, where there is a network: make tools";

    /// <summary>The tools that a start needs.</summary>
    public static IReadOnlyList<string> Needed { get; } = [ToolNames.Engine, ToolNames.Postgres, ToolNames.Redis];

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
    public static async Task<Finding> EngineAnswersAsync(Toolbox toolbox)
    {
        const string subject = "Engine answers";
        if (toolbox.FindVersion(ToolNames.Engine, out _) is null)
        {
            return Finding.Warning(subject, "not known before it is fetched", Fetch);
        }

        var engine = (await toolbox.EnsureAsync([ToolNames.Engine])).Engine;
        var answer = await Programs.AskAsync(engine.Dcp, "info");
        return TryReadVersion(answer) is { } version
            ? Finding.Ok(subject, $"DCP {version} of Aspire {engine.Version}")
            : Finding.Error(subject, $"`{engine.Dcp} info` does not answer as it should", $"Delete {Path.Combine(toolbox.CacheRoot, ToolNames.Engine)} and fetch it again: make tools");
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
