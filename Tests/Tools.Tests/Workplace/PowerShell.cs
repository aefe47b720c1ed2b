namespace Platform.Tools.Tests.Workplace;

/// <summary>PowerShell, of the declared tools, on any system.</summary>
internal static class PowerShell
{
    private const string Mark = "---- ";

    private static readonly (string Name, string? Value)[] s_environment =
        [.. DotnetHost.Environment.Select(pair => (pair.Key, (string?)pair.Value)), ("POWERSHELL_TELEMETRY_OPTOUT", "1"), ("NO_COLOR", "1")];

    /// <summary>Runs a script without anybody's profile; skips the test where PowerShell cannot be fetched.</summary>
    public static Task<Result> RunAsync(string script, params (string Name, string? Value)[] environment) =>
        StartAsync(["-NoProfile", "-NonInteractive", "-Command", script], environment);

    /// <summary>The same as a person's new shell does it: with the profile, and with nothing else.</summary>
    public static Task<Result> RunWithProfileAsync(string script, params (string Name, string? Value)[] environment) =>
        StartAsync(["-NonInteractive", "-Command", script], environment);

    /// <summary>Runs several scripts one after the other in one process, each from the clone's folder.</summary>
    /// <returns>The output and the exit code of each.</returns>
    public static async Task<IReadOnlyList<Result>> RunEachAsync(IEnumerable<string> scripts)
    {
        var all = scripts.Select(script => $"""
            Set-Location '{Repository.Root}'
            $global:LASTEXITCODE = 0
            {script}
            Write-Host "`n{Mark}$LASTEXITCODE"
            """);
        var result = await RunAsync(string.Join('\n', all));
        Assert.True(result.ExitCode == 0, result.Output + result.Error);

        // "...output of the first\n---- 0\noutput of the second\n---- 1\n"
        var parts = result.Output.Split($"\n{Mark}");
        return [.. parts.Zip(parts.Skip(1), (output, next) => new Result(int.Parse(Line(next), System.Globalization.CultureInfo.InvariantCulture), output, result.Error))];

        static string Line(string text) => text.Split('\n')[0];
    }

    /// <summary>A text as PowerShell takes it literally.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static async Task<Result> StartAsync(string[] arguments, (string Name, string? Value)[] environment) =>
        await Repository.RunAsync(await FindAsync(), arguments, [.. s_environment, .. environment]);

    private static async Task<string> FindAsync()
    {
        try
        {
            return (await new Toolbox().EnsureAsync([ToolNames.PowerShell], null, TestContext.Current.CancellationToken)).Path("pwsh");
        }
        catch (ToolException e)
        {
            Assert.Skip(e.Message);
            return "";
        }
    }
}
