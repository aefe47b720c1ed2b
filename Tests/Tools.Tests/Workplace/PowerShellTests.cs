using Platform.Tools.Fetching;

namespace Platform.Tools.Tests.Workplace;

/// <summary>Every PowerShell script in the repository, held against PowerShell's grammar, also where there is no PowerShell.</summary>
public sealed class PowerShellTests
{
    [Fact]
    public async Task Every_script_can_be_parsed()
    {
        var tracked = await Repository.RunAsync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", "*.ps1"]);
        string[] scripts = [.. tracked.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Repository.PathOf(file)))];

        Assert.Contains("scripts/dev-setup.ps1", scripts);
        Assert.Equal("", await ErrorsAsync(scripts));
    }

    [Theory]
    [InlineData("if ($true) { Write-Host 'one'", 1)]
    [InlineData("Write-Host 'one'\nforeach ($a in 1, 2 { $a }", 2)]
    [InlineData("function Get-It([string] $Name { $Name }", 1)]
    public async Task What_is_wrong_is_found_where_it_is(string script, int line)
    {
        var folder = Directory.CreateTempSubdirectory("powershell");
        try
        {
            var file = Path.Combine(folder.FullName, "broken.ps1");
            await File.WriteAllTextAsync(file, script, TestContext.Current.CancellationToken);

            Assert.Contains($"{file}:{line}:", await ErrorsAsync(file), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> ErrorsAsync(params string[] scripts)
    {
        var node = Programs.Find("node");
        Assert.SkipWhen(node is null, "Node.js is not on PATH.");
        var grammar = "";
        try
        {
            grammar = await new NodeTools().EnsureAsync("powershell-grammar", TestContext.Current.CancellationToken);
        }
        catch (ToolException e)
        {
            Assert.Skip(e.Message);
        }

        // To optimise the grammar's code takes 5 s of processor time, and to run it as it is 0.1 s.
        var result = await Repository.RunAsync(node, ["--liftoff-only", Path.Combine(AppContext.BaseDirectory, "node", "powershell-grammar", "errors.mjs"), grammar, .. scripts]);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }
}
