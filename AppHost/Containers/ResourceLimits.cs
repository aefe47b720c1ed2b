using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Platform.AppHost.Containers;

/// <summary>How much of the machine a container may have: <c>Platform:Limits:&lt;name&gt;</c>.</summary>
/// <param name="Cpus">Processors, such as 0.5; null for all.</param>
/// <param name="Memory">Memory, such as <c>512m</c> or <c>2g</c>; null for all. A container that needs more is killed.</param>
internal sealed partial record ResourceLimits(double? Cpus, string? Memory)
{
    /// <summary>Arguments for the container engine.</summary>
    public string[] Arguments =>
    [
        .. Cpus is { } cpus ? ["--cpus", cpus.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
        .. Memory is { } memory ? ["--memory", memory] : Array.Empty<string>(),
    ];

    public static ResourceLimits Read(IConfigurationSection section, List<string> problems)
    {
        foreach (var child in section.GetChildren().Where(child => child.Key.ToLowerInvariant() is not ("cpus" or "memory")))
        {
            problems.Add($"{child.Path} is no limit. There is Cpus and Memory.");
        }

        return new(ReadCpus(section.GetSection("Cpus"), problems), ReadMemory(section.GetSection("Memory"), problems));
    }

    private static double? ReadCpus(IConfigurationSection section, List<string> problems)
    {
        if (section.Value is not { Length: > 0 } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cpus) && cpus > 0 && cpus <= Environment.ProcessorCount)
        {
            return cpus;
        }

        problems.Add($"{section.Path} is '{text}'. Use a number of processors, above 0 and up to this machine's {Environment.ProcessorCount}, such as 0.5.");
        return null;
    }

    private static string? ReadMemory(IConfigurationSection section, List<string> problems)
    {
        if (section.Value is not { Length: > 0 } text || Memories().IsMatch(text))
        {
            return section.Value is { Length: > 0 } memory ? memory.ToLowerInvariant() : null;
        }

        problems.Add($"{section.Path} is '{text}'. Use a number of MiB or GiB, such as 512m or 2g.");
        return null;
    }

    [GeneratedRegex(@"\A[1-9][0-9]{0,6}[mg]\z", RegexOptions.IgnoreCase)]
    private static partial Regex Memories();
}
