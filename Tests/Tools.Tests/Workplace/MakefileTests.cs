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
    public void PowerShell_has_a_function_for_every_target_with_the_same_words_and_the_same_command()
    {
        var functions = Functions();
        var missing = Targets().Where(target => !functions.TryGetValue(target.Key, out var function)
                || (target.Value.Text != function.Text && !target.Value.Text.StartsWith($"{function.Text}: ", StringComparison.Ordinal))
                || (InPowerShell(target.Value.Recipe) is { } command && function.Line != Line(target.Key, command)))
            .Select(target => $"# {target.Value.Text.Split(": ")[0]}\n{Line(target.Key, InPowerShell(target.Value.Recipe) ?? "... # by hand: " + target.Value.Recipe)}\n")
            .ToList();
        var tooMany = functions.Keys.Except(Targets().Keys).ToList();

        Assert.True(missing.Count == 0, $"Write this into scripts/ps-aliases.ps1, because the Makefile has it:\n\n{string.Join('\n', missing)}");
        Assert.True(tooMany.Count == 0, $"The Makefile has no such targets; take them out of scripts/ps-aliases.ps1: {string.Join(", ", tooMany)}");
    }

    [Fact]
    public void Recipes_become_commands_of_PowerShell()
    {
        Assert.Equal("Invoke-PlatformVerb seed @args", InPowerShell("@$(ASK) seed --scale '$(or $(SCALE),1)'"));
        Assert.Equal("Invoke-InPlatform dotnet run --project x '--' --a b @args", InPowerShell("dotnet run --project x -- --a b --n $(or $(N),10) $(if $(O),--only $(O))"));
        Assert.Equal("Invoke-PlatformVerb reset @args", InPowerShell("@$(ASK) reset $(if $(filter 1,$(FORCE)),--force)"));
        Assert.Equal("Invoke-WithSetting A__B true dotnet test @args", InPowerShell("A__B=true dotnet test"));
        Assert.Null(InPowerShell("rm -rf artifacts"));
    }

    [Fact]
    public void Documents_name_only_targets_that_exist()
    {
        string[] documents = [Repository.PathOf("README.md"), .. Directory.GetFiles(Repository.PathOf("docs"), "*.md")];
        var named = documents.SelectMany(file => Mention().Matches(File.ReadAllText(file)).Select(match => (File: Path.GetFileName(file), Target: match.Groups[1].Value))).ToList();

        Assert.NotEmpty(named);
        Assert.All(named, mention => Assert.Contains(mention.Target, Targets()));
    }

    private static Dictionary<string, (string Text, string Recipe)> Targets() => s_makefile
        .Select((line, index) => (Match: Target().Match(line), Recipe: string.Join(" && ", s_makefile.Skip(index + 1)
            .TakeWhile(next => next.StartsWith('\t'))
            .Where(next => !next.StartsWith("\t$(if ", StringComparison.Ordinal))
            .Select(next => next.Trim()))))
        .Where(line => line.Match.Success)
        .ToDictionary(line => line.Match.Groups[1].Value, line => (line.Match.Groups[2].Value, line.Recipe));

    private static Dictionary<string, (string Text, string Line)> Functions() => s_aliases
        .Select((line, index) => (Match: Function().Match(line), Line: line, Comment: index > 0 ? s_aliases[index - 1] : ""))
        .Where(line => line.Match.Success)
        .ToDictionary(line => line.Match.Groups[1].Value, line => (line.Comment.TrimStart('#', ' '), line.Line));

    private static string Line(string target, string command) => $"function {Prefix}{target} {{ {command} }}";

    // What make puts in from its variables, people give as arguments. Null for what needs a shell, or several commands.
    private static string? InPowerShell(string recipe)
    {
        var command = recipe.TrimStart('@').Replace("$(ASK)", "Invoke-PlatformVerb", StringComparison.Ordinal);
        while (Variable().IsMatch(command))
        {
            // From the inside: $(if $(FORCE),--force) becomes $(if,--force) before it goes.
            command = Variable().Replace(command, "");
        }

        if (command.Contains("dotnet run ", StringComparison.Ordinal) && !$"{command} ".Contains(" -- ", StringComparison.Ordinal))
        {
            command += " --";
        }

        command = Setting().Replace(command, "Invoke-WithSetting $1 $2 ");
        command = command.StartsWith("dotnet ", StringComparison.Ordinal) ? $"Invoke-InPlatform {command}" : command;
        return command.StartsWith("Invoke-", StringComparison.Ordinal) && !command.Contains("$$", StringComparison.Ordinal) && !command.Contains("&&", StringComparison.Ordinal)
            ? $"{command.Trim().Replace(" -- ", " '--' ", StringComparison.Ordinal)} @args".Replace(" -- @args", " '--' @args", StringComparison.Ordinal)
            : null;
    }

    [GeneratedRegex("^([a-z-]+):(?:.* ## (.*))?")]
    private static partial Regex Target();

    // In code only: "make" is a word of English, too.
    [GeneratedRegex("(?:`|\\$\\()make (?:-s )?([a-z][a-z-]*)")]
    private static partial Regex Mention();

    [GeneratedRegex("^function platform-([a-z-]+)")]
    private static partial Regex Function();

    // $(NAME), '$(or $(NAME),1)' or --name $(NAME).
    [GeneratedRegex(@" ?(?:--[a-z-]+ )?'?\$\([^()]*\)'?")]
    private static partial Regex Variable();

    [GeneratedRegex("^([A-Za-z_]+)=([a-z0-9]+) ")]
    private static partial Regex Setting();
}
