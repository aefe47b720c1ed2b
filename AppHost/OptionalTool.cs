using Platform.Tools;

namespace Platform.AppHost;

/// <summary>A program that nothing depends on: without it the environment starts all the same, and says so.</summary>
internal static class OptionalTool
{
    /// <summary>The names that <c>Platform:Tools</c> takes.</summary>
    public static readonly IReadOnlyList<string> Names = [ServiceDefaults.ResourceNames.Mail, ServiceDefaults.ResourceNames.RedisBrowser];

    /// <summary>The folder of the program, fetched when it is missing; null when it cannot be had.</summary>
    public static async Task<string?> FindAsync(string name)
    {
        try
        {
            return await new NodeTools().EnsureAsync(name);
        }
        catch (ToolException e)
        {
            await Console.Error.WriteLineAsync($"{name} is skipped: {e.Message}");
            return null;
        }
    }
}
