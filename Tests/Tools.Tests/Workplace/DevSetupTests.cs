using Platform.Tools.Fetching;

namespace Platform.Tools.Tests.Workplace;

/// <summary>The setup script for Linux and macOS, run for real, on a PATH where something is missing, too old, or about to be installed.</summary>
public sealed class DevSetupTests : IDisposable
{
    private const string AptGet = "apt-get";

    // What every machine has, and what the checks ask for.
    private static readonly string[] s_system = ["bash", "id", "uname", "sed", "tr", "cat"];
    private static readonly string[] s_needed = ["dotnet", "node", "npm", "git", "make"];

    private readonly DirectoryInfo _path = Directory.CreateTempSubdirectory("setup");

    public void Dispose() => _path.Delete(recursive: true);

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
        Link([.. s_system, .. s_needed.Where(name => name != program)]);
        if (manager.Length > 0)
        {
            Script(manager, "echo ran; exit 1");
        }

        var result = await RunAsync(_path.FullName, "--no-fetch");

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
        Link([.. s_system, "npm", "git", "make"]);
        Script("node", "echo v18.19.0");
        Script("dotnet", """[ "$1" = --list-sdks ] && echo '8.0.100 [/usr/share/dotnet/sdk]'; exit 1""");

        var result = await RunAsync(_path.FullName, "--no-fetch");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("v18.19.0 is too old", result.Output, StringComparison.Ordinal);
        Assert.Contains("SDK 10 is missing; installed: 8.0.100", result.Output, StringComparison.Ordinal);
        Assert.Contains("Still missing: dotnet node.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_yes_what_is_missing_is_installed_and_looked_at_again()
    {
        SkipOnWindows();
        Link([.. s_system, "ln", .. s_needed.Where(name => name != "make")]);
        Script("sudo", "\"$@\"");
        Script(AptGet, $"case \"$*\" in 'update -qq') ;; 'install -y make') ln -s {Find("make")} {_path.FullName}/make ;; *) exit 2 ;; esac");

        var result = await RunAsync(_path.FullName, "--yes", "--no-fetch");

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Matches("(?m)^ok +make +GNU Make", result.Output);
        Assert.Contains("Ready.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_installation_that_fails_is_no_success()
    {
        SkipOnWindows();
        Link([.. s_system, .. s_needed.Where(name => name != "make")]);
        Script("sudo", "\"$@\"");
        Script(AptGet, "exit 100");

        var result = await RunAsync(_path.FullName, "--yes", "--no-fetch");

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
        Repository.RunAsync(Find("bash"), [Repository.PathOf("scripts", "dev-setup.sh"), .. arguments], ("PATH", path));

    private static string Find(string program) => Programs.Find(program) ?? throw new InvalidOperationException($"{program} is not on PATH");

    private static void SkipOnWindows() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has scripts/dev-setup.ps1.");

    private void Link(IEnumerable<string> programs)
    {
        foreach (var program in programs)
        {
            // A script, because some programs look for their files beside the path they are started by.
            Script(program, $"exec '{Find(program)}' \"$@\"");
        }
    }

    private void Script(string name, string text)
    {
        var file = Path.Combine(_path.FullName, name);
        File.WriteAllText(file, $"#!{Find("bash")}\n{text}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }
}
