using Platform.Tools;

namespace Platform.AppHost;

/// <summary>A program that nothing depends on: without it the environment starts all the same, and says so.</summary>
internal static class OptionalTool
{
    /// <summary>The names that <c>Platform:Tools</c> takes.</summary>
    public static readonly IReadOnlyList<string> Names = 
        [ServiceDefaults.ResourceNames.Mail, ServiceDefaults.ResourceNames.RedisBrowser, ServiceDefaults.ResourceNames.DatabaseAdmin, ServiceDefaults.ResourceNames.Grafana];

    /// <summary>The folder of a program for Node.js, fetched when it is missing; null when it cannot be had.</summary>
    public static Task<string?> FindAsync(string name) => FindAsync(name, () => new NodeTools().EnsureAsync(name));

    /// <summary>What a tool needs, fetched when it is missing; null when it cannot be had, which is said.</summary>
    public static async Task<T?> FindAsync<T>(string name, Func<Task<T>> fetch) where T : class
    {
        try
        {
            return await fetch();
        }
        catch (ToolException e)
        {
            await Console.Error.WriteLineAsync($"{name} is skipped: {e.Message}");
            return null;
        }
    }
}
