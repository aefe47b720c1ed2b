namespace Platform.AppHost.Processes;

/// <summary>Runs one of PostgreSQL's programs to its end, as an ordinary user.</summary>
internal static class PostgresProgram
{
    /// <returns>What it printed.</returns>
    /// <exception cref="PlatformException">It failed; the message has its reason.</exception>
    public static async Task<string> RunAsync(string program, string[] arguments, string? input, CancellationToken cancellationToken)
    {
        var (command, all) = OrdinaryUser.Run(program, arguments);
        var result = await ShortProcess.RunAsync(command, all, input, cancellationToken);
        return result.Code == 0
            ? result.Output
            : throw new PlatformException($"{Path.GetFileName(program)} ended with {result.Code}: {Reason(result.Error)}.{OrdinaryUser.Hint}");
    }

    // "2026-11-20 13:54:02.333 UTC [31] ERROR:  role "nobody" does not exist" and lines about the end follow each other.
    private static string Reason(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (lines.FirstOrDefault(line => line.Contains("ERROR:") || line.Contains("FATAL:")) ?? lines.LastOrDefault() ?? "it gave no reason").TrimEnd('.');
    }
}
