namespace Platform.Tools.Tests.Workplace;

/// <summary>The setup script for Windows, run by PowerShell, on a PATH where something is missing, too old, or about to be installed.</summary>
public sealed class DevSetupOnWindowsTests : IDisposable
{
    private static readonly string[] s_needed = ["node", "npm", "git", "make"];

    private readonly List<ProgramFolder> _machines = [];

    public void Dispose() => _machines.ForEach(machine => machine.Dispose());

    [Fact]
    public async Task What_is_missing_or_too_old_is_named_with_its_command_and_installed_when_that_is_wanted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs on PATH are shell scripts.");
        var whole = Machine(s_needed);
        var withoutFetch = Machine(s_needed);
        var unreachable = Machine(s_needed);
        unreachable.Script("dotnet", Dotnet("exit 1"));
        var withoutGit = Machine(s_needed.Except(["git"]));
        withoutGit.Script("winget", "echo ran; exit 1");
        var withoutMake = Machine(s_needed.Except(["make"]));
        var old = Machine(["npm", "git", "make"]);
        old.Script("node", "echo v18.19.0");
        old.Script("dotnet", """[ "$1" = --list-sdks ] && echo '8.0.100 [C:\Program Files\dotnet\sdk]'; exit 1""");
        var repaired = Machine(s_needed.Except(["node"]));
        repaired.Script("winget", $"""echo "winget $*"; printf '#!/bin/sh\necho v22.1.0\n' >'{repaired.Path}/node'; {ProgramFolder.Find("chmod")} +x '{repaired.Path}/node'""");
        var refused = Machine(s_needed.Except(["git"]));
        refused.Script("winget", "exit 20");

        var results = await PowerShell.RunEachAsync(
        [
            Setup(whole), Setup(withoutFetch, "-NoFetch"), Setup(unreachable), Setup(withoutGit, "-NoFetch"), Setup(withoutMake, "-NoFetch"),
            Setup(old, "-NoFetch"), Setup(repaired, "-Yes -NoFetch"), Setup(refused, "-Yes -NoFetch"),
        ]);

        Assert.Equal([0, 0, 1, 1, 0, 1, 0, 1], results.Select(result => result.ExitCode));
        Assert.All(results, result => Assert.Equal("", result.Error));
        Assert.Matches("(?m)^ok +dotnet +10.0.401$", results[0].Output);
        Assert.Contains("dotnet <run> <--project> <tools> <--verbosity> <quiet> <--> <fetch> <engine> <postgres> <redis>\n", results[0].Output, StringComparison.Ordinal);
        Assert.Contains("Ready. Next:", results[0].Output, StringComparison.Ordinal);
        Assert.DoesNotContain("<fetch>", results[1].Output, StringComparison.Ordinal);
        Assert.Contains("That did not succeed.", results[2].Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Ready.", results[2].Output, StringComparison.Ordinal);

        // Nobody was asked, and so nothing was installed.
        Assert.Matches("(?m)^missing +git +missing\n +> winget install --exact --id Git.Git$", results[3].Output);
        Assert.Contains("Still missing: git. Install that, open a new terminal", results[3].Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ran", results[3].Output.Split('\n'));
        Assert.Matches("(?m)^optional +make +missing\n +> winget install --exact --id ezwinports.make$", results[4].Output);

        Assert.Contains("v18.19.0 is too old", results[5].Output, StringComparison.Ordinal);
        Assert.Contains("SDK 10 is missing; installed: 8.0.100", results[5].Output, StringComparison.Ordinal);
        Assert.Contains("Still missing: dotnet node.", results[5].Output, StringComparison.Ordinal);

        Assert.Contains("winget install --exact --id OpenJS.NodeJS.LTS --accept-package-agreements --accept-source-agreements\n", results[6].Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^ok +node +v22.1.0$", results[6].Output);
        Assert.Matches("(?m)^missing +git +missing, also after that$", results[7].Output);
    }

    private static string Setup(ProgramFolder machine, string arguments = "") =>
        $"$env:PATH = '{machine.Path}'; & '{Repository.PathOf("scripts", "dev-setup.ps1")}' {arguments}";

    private static string Dotnet(string otherwise) => $"""if [ "$*" = --version ]; then echo 10.0.401; else {otherwise}; fi""";

    private ProgramFolder Machine(IEnumerable<string> programs)
    {
        var machine = new ProgramFolder();
        _machines.Add(machine);
        machine.Link(programs);
        machine.Script("dotnet", Dotnet("""printf dotnet; printf ' <%s>' "$@"; echo"""));
        return machine;
    }
}
