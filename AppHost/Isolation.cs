namespace Platform.AppHost;

/// <summary>The switch for a throw-away copy: random ports, data of its own that goes when it ends.</summary>
internal static class Isolation
{
    private const string Switch = "--isolated";

    /// <summary>The arguments with the switch turned into a setting; a bare switch would take the next argument for its value.</summary>
    public static string[] Expand(string[] arguments) =>
        [.. arguments.Select(argument => argument == Switch ? "--Platform:Isolated=true" : argument)];
}
