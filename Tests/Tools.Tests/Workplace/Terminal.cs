namespace Platform.Tools.Tests.Workplace;

/// <summary>A terminal with a person at it, made by <c>script</c>.</summary>
internal static class Terminal
{
    /// <summary>Runs a command that asks once, and answers it.</summary>
    /// <returns>The exit code, and what the terminal showed, with the answer.</returns>
    public static async Task<Result> RunAsync(IEnumerable<string> command, string answer, params (string Name, string? Value)[] environment)
    {
        var line = string.Join(' ', command.Select(part => $"'{part.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
        var shown = await Repository.RunAsync(
            ProgramFolder.Find("bash"),
            ["-c", "printf '%s\\n' \"$2\" | \"$0\" --quiet --return --command \"$1\" /dev/null", ProgramFolder.Find("script"), line, answer],
            [("TERM", "dumb"), ("SHELL", ProgramFolder.Find("bash")), .. environment]);
        return shown with { Output = shown.Output.Replace("\r\n", "\n", StringComparison.Ordinal) };
    }
}
