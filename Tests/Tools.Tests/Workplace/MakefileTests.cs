using System.Text.RegularExpressions;
using Platform.Tools.Fetching;

namespace Platform.Tools.Tests.Workplace;

/// <summary>The Makefile explains itself, and PowerShell has the same commands.</summary>
public sealed partial class MakefileTests
{
    private const string Prefix = "platform-";

    private static readonly string[] s_makefile = File.ReadAllLines(Repository.PathOf("Makefile"));
    private static readonly string[] s_aliases = File.ReadAllLines(Repository.PathOf("scripts", "ps-aliases.ps1"));

    [Fact]
    public void Every_target_says_what_it_does()
    {
        var silent = s_makefile.Where(line => Target().IsMatch(line) && !line.Contains(": ## ", StringComparison.Ordinal));

        Assert.Empty(silent);
    }

    [Fact]
    public async Task Help_lists_every_target_once_under_headings()
    {
        Assert.SkipWhen(Programs.Find("make") is null, "make is not on PATH.");
        var result = await Repository.RunAsync("make", ["--silent"]);

        Assert.Equal(0, result.ExitCode);
        var listed = result.Output.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0]);
        Assert.Equal(Targets().Keys.Order(), listed.Order());
        Assert.Contains("\nRun\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void PowerShell_has_a_function_for_every_target_with_the_same_words()
    {
        var functions = Functions();
        var missing = Targets().Where(target => !functions.TryGetValue(target.Key, out var text) || (target.Value != text && !target.Value.StartsWith($"{text}: ", StringComparison.Ordinal)))
            .Select(target => $"# {target.Value.Split(": ")[0]}\nfunction {Prefix}{target.Key} {{ Invoke-PlatformVerb {target.Key} @args }}\n")
            .ToList();
        var tooMany = functions.Keys.Except(Targets().Keys).ToList();

        Assert.True(missing.Count == 0, $"The Makefile has these; write them into scripts/ps-aliases.ps1, with what they run:\n\n{string.Join('\n', missing)}");
        Assert.True(tooMany.Count == 0, $"The Makefile has no such targets; take them out of scripts/ps-aliases.ps1: {string.Join(", ", tooMany)}");
    }

    [Fact]
    public void What_asks_the_running_clone_asks_for_the_same_in_both()
    {
        var asked = new Dictionary<string, string>();
        var target = "";
        foreach (var line in s_makefile)
        {
            target = Target().Match(line) is { Success: true } match ? match.Groups[1].Value : target;
            if (Ask().Match(line) is { Success: true } verb)
            {
                asked[target] = verb.Groups[1].Value;
            }
        }

        var inPowerShell = s_aliases.Select(line => AskInPowerShell().Match(line)).Where(match => match.Success).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

        Assert.NotEmpty(asked);
        Assert.Equal(asked.OrderBy(pair => pair.Key), inPowerShell.OrderBy(pair => pair.Key));
    }

    [Theory]
    [InlineData("dev-setup.ps1")]
    [InlineData("ps-aliases.ps1")]
    [InlineData("install-ps-aliases.ps1")]
    public async Task PowerShell_can_parse_the_scripts(string script)
    {
        var shell = RequirePowerShell();
        var result = await Repository.RunAsync(
            shell, ["-NoProfile", "-Command", $"$e = $null; [void][System.Management.Automation.Language.Parser]::ParseFile('{Repository.PathOf("scripts", script)}', [ref]$null, [ref]$e); $e; exit $e.Count"]);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    [Fact]
    public async Task PowerShell_lists_its_functions()
    {
        var shell = RequirePowerShell();
        var result = await Repository.RunAsync(shell, ["-NoProfile", "-Command", $". '{Repository.PathOf("scripts", "ps-aliases.ps1")}'; platform-help"]);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.All(Functions().Keys, name => Assert.Contains($"{Prefix}{name} ", result.Output, StringComparison.Ordinal));
    }

    private static string RequirePowerShell()
    {
        var shell = Programs.Find("pwsh") ?? Programs.Find("powershell");
        Assert.SkipWhen(shell is null, "PowerShell is not on PATH.");
        return shell;
    }

    private static Dictionary<string, string> Targets() => s_makefile.Select(line => Target().Match(line)).Where(match => match.Success)
        .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

    private static Dictionary<string, string> Functions() => s_aliases.Select((line, index) => (Match: Function().Match(line), Comment: index > 0 ? s_aliases[index - 1] : "")).Where(line => line.Match.Success)
        .ToDictionary(line => line.Match.Groups[1].Value, line => line.Comment.TrimStart('#', ' '));

    [GeneratedRegex("^([a-z-]+):(?:.* ## (.*))?")]
    private static partial Regex Target();

    [GeneratedRegex("^function platform-([a-z-]+)")]
    private static partial Regex Function();

    [GeneratedRegex(@"^\t@?\$\(ASK\) ([a-z-]+)")]
    private static partial Regex Ask();

    [GeneratedRegex(@"^function platform-([a-z-]+) \{ Invoke-PlatformVerb ([a-z-]+) @args \}$")]
    private static partial Regex AskInPowerShell();
}
