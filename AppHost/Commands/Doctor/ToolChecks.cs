using System.Text.Json;
using Platform.Tools;

namespace Platform.AppHost.Commands.Doctor;

/// <summary>The engine and the server programs in the user's cache. Nothing is fetched.</summary>
internal static class ToolChecks
{
    /// <summary>How to have what is missing.</summary>
    public const string Fetch = "A start fetches what is missing, and so does this, where there is a network: make tools";

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

    /// <summary>The engine's program: the chosen one, or the one in the cache; null when it would have to be fetched.</summary>
    public static async Task<EngineProgram?> FindEngineAsync(Toolbox toolbox, string? chosen) =>
        chosen is not null ? new(chosen, null)
        : toolbox.FindVersion(ToolNames.Engine, out _) is not null && await toolbox.EnsureAsync([ToolNames.Engine]) is { Engine: var fetched } ? new(fetched.Dcp, fetched.Version)
        : null;

    /// <summary>Starts the engine's program for a moment: it is there, but does it run on this machine?</summary>
    public static async Task<Finding> EngineAnswersAsync(Toolbox toolbox, EngineProgram? engine)
    {
        const string subject = "Engine answers";
        if (engine is not { Dcp: var dcp, Fetched: var fetched })
        {
            return Finding.Warning(subject, "not known before it is fetched", Fetch);
        }

        return TryReadVersion(await Programs.AskAsync(dcp, "info")) is { } version
            ? Finding.Ok(subject, fetched is null ? $"DCP {version}, chosen: {dcp}" : $"DCP {version} of Aspire {fetched}")
            : Finding.Error(subject, $"`{dcp} info` does not answer as it should", fetched is null
                ? $"Choose another, or leave {ChosenEngine.EngineKey} and ASPIRE_DCP_PATH out to have one fetched."
                : $"Delete {Path.Combine(toolbox.CacheRoot, ToolNames.Engine)} and fetch it again: make tools");
    }

    /// <summary>The Aspire engine's program, and the version of Aspire that it was fetched with; null when it was chosen.</summary>
    internal sealed record EngineProgram(string Dcp, string? Fetched);

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
