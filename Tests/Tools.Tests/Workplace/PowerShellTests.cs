namespace Platform.Tools.Tests.Workplace;

/// <summary>Every PowerShell script in the repository, held against PowerShell's own parser.</summary>
public sealed class PowerShellTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_script_can_be_parsed_and_what_is_wrong_is_found_where_it_is()
    {
        var tracked = await Repository.RunAsync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", "*.ps1"]);
        string[] scripts = [.. tracked.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(file => Repository.PathOf(file)).Where(File.Exists)];
        string[] broken =
        [
            Write("block.ps1", "if ($true) { Write-Host 'one'"),
            Write("list.ps1", "Write-Host 'one'\nforeach ($a in 1, 2 { $a }"),
            Write("parameters.ps1", "function Get-It([string] $Name { $Name }"),
        ];

        var result = await PowerShell.RunAsync($$"""
            foreach ($file in {{string.Join(", ", scripts.Concat(broken).Select(PowerShell.Quote))}}) {
                $errors = $null
                [void][System.Management.Automation.Language.Parser]::ParseFile($file, [ref]$null, [ref]$errors)
                $errors | Select-Object -First 1 | ForEach-Object { "${file}:$($_.Extent.StartLineNumber): $($_.Message)" }
            }
            """);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains(Repository.PathOf("scripts", "dev-setup.ps1"), scripts);
        Assert.Equal(
            [$"{broken[0]}:1", $"{broken[1]}:2", $"{broken[2]}:1"],
            result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..line.IndexOf(": ", StringComparison.Ordinal)]));
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, text);
        return file;
    }
}
