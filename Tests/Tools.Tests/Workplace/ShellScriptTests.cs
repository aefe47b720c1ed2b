using Platform.Tools.Fetching;

namespace Platform.Tools.Tests.Workplace;

/// <summary>Every shell script in the repository.</summary>
public sealed class ShellScriptTests
{
    [Fact]
    public async Task Shell_scripts_pass_shellcheck()
    {
        var shellcheck = Programs.Find("shellcheck");
        Assert.SkipWhen(shellcheck is null, "shellcheck is not on PATH; apt-get, dnf and brew have it under that name.");
        var tracked = await Repository.RunAsync("git", ["ls-files", "--cached", "--others", "--exclude-standard"]);
        string[] scripts = [".ci/run", .. tracked.Output.Split('\n').Where(file => file.EndsWith(".sh", StringComparison.Ordinal) && File.Exists(Repository.PathOf(file)))];

        var result = await Repository.RunAsync(shellcheck, scripts);

        Assert.Contains("scripts/dev-setup.sh", scripts);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }
}
