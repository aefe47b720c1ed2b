using System.Text.RegularExpressions;

namespace Platform.Tools.Tests.Workplace;

/// <summary>
/// The functions of scripts/ps-aliases.ps1, called: in a clone that holds nothing but the Makefile and them, with a dotnet that writes
/// down how it was called.
/// </summary>
public sealed partial class AliasesTests : IDisposable
{
    // What a target is given in make's variables, and its function as arguments.
    private static readonly Dictionary<string, (string Make, string PowerShell)> s_arguments = new()
    {
        ["logs"] = ("SERVICE=api LEVEL=warning CORRELATION=a1 TAIL=50 FOLLOW=1", "--service api --level warning --correlation a1 --tail 50 --follow"),
        ["dashboards"] = ("MINUTES=30 FILE='two words.html'", "--minutes 30 --file 'two words.html'"),
        ["start"] = ("RESOURCE=storage", "storage"),
        ["stop"] = ("RESOURCE=redis DEPENDENTS=1", "redis --with-dependents"),
        ["restart"] = ("RESOURCE=api DEPENDENTS=1", "api --with-dependents"),
        ["seed"] = ("SCALE=100", "--scale 100"),
        ["snapshot"] = ("NAME=x", "x"),
        ["restore"] = ("NAME=x", "x"),
        ["snapshot-delete"] = ("NAME=x", "x"),
        ["snapshot-export"] = ("NAME=x FILE='for a colleague.tar.gz'", "x 'for a colleague.tar.gz'"),
        ["snapshot-import"] = ("FILE=x.tar.gz NAME=y", "x.tar.gz y"),
        ["reset"] = ("FORCE=1", "--force"),
        ["tool"] = ("NAME=promtool", "promtool"),
        ["bench"] = ("RUNS=3", "3"),
        ["bench-forms"] = ("RUNS=3", "3"),
        ["bench-cli"] = ("RUNS=3", "3"),
        ["bench-load"] = ("DURATION=5 SCALE=7 ONLY=search", "--seconds 5 --scale 7 --only search"),
        ["bench-snapshots"] = ("RUNS=3", "3"),
        ["bench-logs"] = ("LINES=1000", "--lines 1000"),
        ["bench-monitoring"] = ("RUNS=3", "3"),
        ["bench-edit"] = ("EDITS=3", "3"),
        ["bench-copies"] = ("COPIES=2", "2"),
    };

    private readonly TemporaryFolder clone = new();
    private readonly TemporaryFolder elsewhere = new();
    private readonly ProgramFolder programs = new();

    public AliasesTests()
    {
        Directory.CreateDirectory(Path.Combine(clone, "scripts"));
        foreach (var file in new[] { "Makefile", "scripts/ps-aliases.ps1" })
        {
            File.Copy(Repository.PathOf(file), Path.Combine(clone, file));
        }
    }

    private string Aliases => Path.Combine(clone, "scripts", "ps-aliases.ps1");

    public void Dispose()
    {
        clone.Dispose();
        elsewhere.Dispose();
        programs.Dispose();
    }

    [Fact]
    public async Task Every_function_runs_what_the_make_target_runs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs that write down how they were called are shell scripts.");
        const string settings = "Platform__Watch Platform__Form PLATFORM_LONG_TESTS ConnectionStrings__shopdb";
        programs.Script("dotnet", $$"""
            { printf 'dotnet'; printf ' <%s>' "$@"; for name in {{settings}}; do printf ' %s=%s' "$name" "${!name-}"; done; echo " in $(pwd -P)"; } >>"$RECORD"
            case $* in *' psql-url') echo postgres://shop ;; esac
            """);
        foreach (var script in new[] { "scripts/dev-setup.sh", "Tests/images/build.sh", ".ci/run", "bench/edit-to-healthy.sh", "bench/memory-per-copy.sh" })
        {
            WriteScript(script, $"echo \"{script} $* in $(pwd -P)\" >>\"$RECORD\"");
        }

        await WriteSetupAsync("Add-Content $env:RECORD \"scripts/dev-setup.sh $args in $PWD\"");
        string[] targets = [.. Targets().Where(target => target is not "help")];
        Assert.Empty(s_arguments.Keys.Except(targets));

        var made = await RecordAsync("make", file => Repository.RunAsync("bash", ["-c", Each(targets, target => $"""
            mkdir -p '{clone.Path}/artifacts'
            echo "# {target}" >>"$RECORD"
            make --silent --no-print-directory -C '{clone.Path}' {target} {s_arguments.GetValueOrDefault(target).Make} || exit
            [ ! -e '{clone.Path}/artifacts' ] && echo cleaned >>"$RECORD"
            """) + "\ntrue"], ("RECORD", file), ("PATH", $"{programs.Path}:{Environment.GetEnvironmentVariable("PATH")}"), ("MAKEFLAGS", null)));
        var called = await RecordAsync("powershell", file => PowerShell.RunAsync(Load + Each(targets, target => $$"""
            New-Item -ItemType Directory -Force '{{clone.Path}}/artifacts' | Out-Null
            Add-Content $env:RECORD '# {{target}}'
            platform-{{target}} {{s_arguments.GetValueOrDefault(target).PowerShell}}
            if (-not (Test-Path '{{clone.Path}}/artifacts')) { Add-Content $env:RECORD cleaned }

            """) + $$"""
            if ("$PWD" -ne '{{elsewhere.Path}}') { Write-Error "left in $PWD" }
            foreach ($name in -split 'PLATFORM_DIRECTORY {{settings}}') { if (Test-Path "Env:$name") { Write-Error "$name is left" } }
            """, ("RECORD", file)));

        // A function leaves room for arguments: "run --project AppHost --" is the same as without the last.
        Assert.Equal(made, called.Replace($" <--> {settings.Split(' ')[0]}=", $" {settings.Split(' ')[0]}=", StringComparison.Ordinal));
        Assert.Contains("<--> <seed> <--scale> <100>", called, StringComparison.Ordinal);
        Assert.Contains("cleaned", called, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_and_settings_arrive_as_they_are_given()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program that writes down how it was called is a shell script.");
        programs.Script("dotnet", """{ printf '<%s>' "$@"; echo " $PLATFORM_DIRECTORY"; } >>"$RECORD"; exit 3""");
        WriteScript("Tests/images/build.sh", "exit 4");

        await WriteSetupAsync("param([switch] $Yes, [switch] $NoFetch)\nAdd-Content $env:RECORD \"setup $Yes $NoFetch\"");

        var recorded = await RecordAsync("arguments", file => PowerShell.RunAsync(Load + """
            function Expect($Code) { if ($LASTEXITCODE -ne $Code) { Write-Error "exit code $LASTEXITCODE instead of $Code" } }
            platform-dev --isolated --Platform:Profile=minimal
            Expect 3
            platform-snapshot "it's a name"
            Expect 3
            platform-setup -NoFetch
            platform-test-docker
            Expect 4
            exit 0
            """, ("RECORD", file)));

        Assert.Equal(
            $"""
            <run><--project><AppHost><--><--isolated><--Platform:Profile=minimal>{" "}
            <run><--project><AppHost><--verbosity><quiet><--no-launch-profile><--><snapshot><it's a name> {elsewhere.Path}
            setup False True

            """,
            recorded);
    }

    [Fact]
    public async Task The_list_of_functions_is_that_of_the_targets()
    {
        var result = await PowerShell.RunAsync($". '{Aliases}'; platform-help");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(
            Targets().Select(target => $"platform-{target}").Order(),
            result.Output.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0]).Order());
        Assert.Contains("\nRun\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_installer_writes_one_line_for_the_clone_that_ran_last_and_takes_it_out_again()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The profile's folder is taken from the user's account.");
        var first = Path.Combine(elsewhere, "it's the first");
        foreach (var folder in new[] { first, clone })
        {
            Directory.CreateDirectory(Path.Combine(folder, "scripts"));
            foreach (var script in new[] { "ps-aliases.ps1", "install-ps-aliases.ps1" })
            {
                File.Copy(Repository.PathOf("scripts", script), Path.Combine(folder, "scripts", script), overwrite: true);
            }
        }

        var home = ("HOME", (string?)elsewhere.Path);
        var profile = Path.Combine(elsewhere, ".config", "powershell", "profile.ps1");
        var installer = PowerShell.Quote(Path.Combine(first, "scripts", "install-ps-aliases.ps1"));
        var other = PowerShell.Quote(Path.Combine(clone, "scripts", "install-ps-aliases.ps1"));

        var result = await PowerShell.RunAsync($$"""
            $ErrorActionPreference = 'Stop'
            function Show { Write-Host '----'; Get-Content $PROFILE.CurrentUserAllHosts | ForEach-Object { Write-Host $_ } }
            & {{installer}} | Out-Null; Show
            Add-Content $PROFILE.CurrentUserAllHosts 'Set-Variable mine 1 # of this person'
            & {{installer}} | Out-Null; Show
            & {{other}} | Out-Null; Show
            & {{other}} -Uninstall | Out-Null; Show
            & {{installer}}
            """, home, ("XDG_CONFIG_HOME", null));

        Assert.True(result.ExitCode == 0, result.Error);
        const string mine = "Set-Variable mine 1 # of this person";
        var firstLine = $". {PowerShell.Quote(Path.Combine(first, "scripts", "ps-aliases.ps1"))} # platform-aliases";
        var otherLine = $". {PowerShell.Quote(Aliases)} # platform-aliases";
        string[] shown = [.. result.Output.Split("----\n").Skip(1).Select(part => string.Join('\n', part.Split('\n').Where(line => !line.StartsWith("Added to", StringComparison.Ordinal) && !line.StartsWith("Taken out", StringComparison.Ordinal))).Trim())];
        Assert.Equal([firstLine, $"{mine}\n{firstLine}", $"{mine}\n{otherLine}", mine], shown);

        // And a new shell has them.
        var shell = await PowerShell.RunWithProfileAsync("\"mine is $mine\"; platform-help", home, ("XDG_CONFIG_HOME", null));
        Assert.True(shell.ExitCode == 0, shell.Error);
        Assert.StartsWith("mine is 1\n", shell.Output, StringComparison.Ordinal);
        Assert.Contains("platform-dev ", shell.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(profile), profile);
    }

    private static string Each(string[] targets, Func<string, string> script) => string.Join('\n', targets.Select(script));

    private static IEnumerable<string> Targets() => Target().Matches(Repository.Read("Makefile")).Select(match => match.Groups[1].Value);

    // PowerShell is itself started by the dotnet on PATH, and so gets another one later.
    private string Load => $"""
        $env:PATH = '{programs.Path}:' + $env:PATH
        . '{Aliases}'
        Set-Location '{elsewhere.Path}'

        """;

    private async Task<string> RecordAsync(string name, Func<string, Task<Result>> run)
    {
        var file = Path.Combine(elsewhere, name);
        var result = await run(file);
        Assert.True(result is { ExitCode: 0, Error: "" }, result.Output + result.Error);
        return await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
    }

    private Task WriteSetupAsync(string text) => File.WriteAllTextAsync(Path.Combine(clone, "scripts", "dev-setup.ps1"), text, TestContext.Current.CancellationToken);

    private void WriteScript(string name, string text)
    {
        programs.Script("draft", text);
        var file = Path.Combine(clone, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.Move(Path.Combine(programs.Path, "draft"), file);
    }

    [GeneratedRegex("^([a-z-]+):.* ## ", RegexOptions.Multiline)]
    private static partial Regex Target();
}
