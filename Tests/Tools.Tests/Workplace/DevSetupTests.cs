namespace Platform.Tools.Tests.Workplace;

/// <summary>The setup script for Linux and macOS, run for real, on a PATH where something is missing, too old, or about to be installed.</summary>
public sealed class DevSetupTests : IDisposable
{
    private const string AptGet = "apt-get";

    // What every machine has, and what the checks ask for.
    private static readonly string[] s_system = ["bash", "id", "uname", "sed", "tr", "cat"];
    private static readonly string[] s_needed = ["dotnet", "node", "npm", "git", "make"];

    private readonly ProgramFolder _path = new();

    public void Dispose() => _path.Dispose();

    [Fact]
    public async Task A_machine_that_has_everything_gets_its_tools_and_the_next_steps_each_time()
    {
        SkipOnWindows();
        for (var run = 0; run < 2; run++)
        {
            var result = await RunAsync(Environment.GetEnvironmentVariable("PATH")!);

            Assert.True(result.ExitCode == 0, result.Output + result.Error);
            Assert.Matches(@"(?m)^ok +dotnet +10\.", result.Output);
            Assert.Contains(": engine, postgres, redis.", result.Output, StringComparison.Ordinal);
            Assert.Contains("dotnet run --project AppHost ", result.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("dotnet", "dotnet-sdk-10.0", "dnf")]
    [InlineData("node", "brew install node", "brew")]
    [InlineData("git", "apt-get install -y git", AptGet)]
    [InlineData("make", "dnf install -y make", "dnf")]
    [InlineData("dotnet", "https://dot.net/v1/dotnet-install.sh", "")]
    [InlineData("node", "https://nodejs.org/download", "")]
    public async Task What_is_missing_comes_with_the_command_of_the_system_and_nothing_is_installed_unasked(string program, string command, string manager)
    {
        SkipOnWindows();
        _path.Link([.. s_system, .. s_needed.Where(name => name != program)]);
        if (manager.Length > 0)
        {
            _path.Script(manager, "echo ran; exit 1");
        }

        var result = await RunAsync(_path.Path, "--no-fetch");

        Assert.Equal(1, result.ExitCode);
        Assert.Matches($"(?m)^missing +{program} +missing$", result.Output);
        Assert.Contains(command, result.Output, StringComparison.Ordinal);
        Assert.Contains($"Still missing: {program}.", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("ran", result.Output.Split('\n'));
    }

    [Fact]
    public async Task What_is_too_old_is_named_with_its_version()
    {
        SkipOnWindows();
        _path.Link([.. s_system, "npm", "git", "make"]);
        _path.Script("node", "echo v18.19.0");
        _path.Script("dotnet", """[ "$1" = --list-sdks ] && echo '8.0.100 [/usr/share/dotnet/sdk]'; exit 1""");

        var result = await RunAsync(_path.Path, "--no-fetch");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("v18.19.0 is too old", result.Output, StringComparison.Ordinal);
        Assert.Contains("SDK 10 is missing; installed: 8.0.100", result.Output, StringComparison.Ordinal);
        Assert.Contains("Still missing: dotnet node.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_yes_what_is_missing_is_installed_and_looked_at_again()
    {
        SkipOnWindows();
        _path.Link([.. s_system, "ln", .. s_needed.Where(name => name != "make")]);
        _path.Script("sudo", "\"$@\"");
        _path.Script(AptGet, $"case \"$*\" in 'update -qq') ;; 'install -y make') ln -s {ProgramFolder.Find("make")} {_path.Path}/make ;; *) exit 2 ;; esac");

        var result = await RunAsync(_path.Path, "--yes", "--no-fetch");

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Matches("(?m)^ok +make +GNU Make", result.Output);
        Assert.Contains("Ready.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_is_asked_before_anything_is_installed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "script gives the terminal as on Linux.");
        _path.Link([.. s_system, "ln", .. s_needed.Where(name => name != "make")]);
        _path.Script("sudo", "\"$@\"");
        _path.Script(AptGet, $"case \"$*\" in 'update -qq') ;; 'install -y make') ln -s {ProgramFolder.Find("make")} {_path.Path}/make ;; *) exit 2 ;; esac");

        var no = await AnswerAsync("n");
        var yes = await AnswerAsync("y");

        Assert.Equal((1, 0), (no.ExitCode, yes.ExitCode));
        Assert.All([no, yes], asked => Assert.Contains("Run it now? [y/N]", asked.Output, StringComparison.Ordinal));
        Assert.Contains("Still missing: make.", no.Output, StringComparison.Ordinal);
        Assert.Matches("ok +make +GNU Make", yes.Output);

        // Without an answer it is no, too.
        File.Delete(Path.Combine(_path.Path, "make"));
        Assert.Equal(1, (await AnswerAsync("")).ExitCode);

        Task<Result> AnswerAsync(string answer) => Terminal.RunAsync(
            ["env", $"PATH={_path.Path}", ProgramFolder.Find("bash"), Repository.PathOf("scripts", "dev-setup.sh"), "--no-fetch"], answer);
    }

    [Fact]
    public async Task An_installation_that_fails_is_no_success()
    {
        SkipOnWindows();
        _path.Link([.. s_system, .. s_needed.Where(name => name != "make")]);
        _path.Script("sudo", "\"$@\"");
        _path.Script(AptGet, "exit 100");

        var result = await RunAsync(_path.Path, "--yes", "--no-fetch");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Still missing: make.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_argument_is_refused()
    {
        SkipOnWindows();
        var result = await RunAsync(Environment.GetEnvironmentVariable("PATH")!, "--yess");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("'--yess' is not known.", result.Error, StringComparison.Ordinal);
    }

    private static Task<Result> RunAsync(string path, params string[] arguments) =>
        Repository.RunAsync(ProgramFolder.Find("bash"), [Repository.PathOf("scripts", "dev-setup.sh"), .. arguments], ("PATH", path));

    private static void SkipOnWindows() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has scripts/dev-setup.ps1.");
}
