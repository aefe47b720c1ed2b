using System.ComponentModel;
using Platform.AppHost.Processes;

namespace Platform.AppHost.Commands.Doctor;

/// <summary>Asks programs on PATH about themselves. One that hangs is given up after some seconds.</summary>
internal static class Programs
{
    /// <summary>How long an answer may take.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(8);

    /// <summary>What the program printed, on one line; null when it is not there, fails, or does not answer.</summary>
    public static async Task<string?> AskAsync(string program, params string[] arguments)
    {
        if (Tools.Fetching.Programs.Find(program) is not { } path)
        {
            return null;
        }

        using var bound = new CancellationTokenSource(Bound);
        try
        {
            var result = await ShortProcess.RunAsync(path, arguments, input: null, bound.Token);
            return result.Code is 0 ? result.Output.Trim() : null;
        }
        catch (Exception e) when (e is Win32Exception or OperationCanceledException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The first version number in a text such as <c>git version 2.39.5</c> or <c>v20.11.1</c>; null when there is none.</summary>
    public static Version? FindVersion(string? text)
    {
        var start = text?.AsSpan().IndexOfAnyInRange('0', '9') ?? -1;
        if (start < 0)
        {
            return null;
        }

        var rest = text.AsSpan(start);
        var length = rest.IndexOfAnyExcept("0123456789.");
        var number = (length < 0 ? rest : rest[..length]).TrimEnd('.').ToString();
        return Version.TryParse(number.Contains('.', StringComparison.Ordinal) ? number : $"{number}.0", out var version) ? version : null;
    }
}
