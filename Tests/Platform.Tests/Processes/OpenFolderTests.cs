namespace Platform.Tests.Processes;

/// <summary>The command that shows the storage's folder, on machines with a desktop and without.</summary>
public sealed class OpenFolderTests
{
    [Fact]
    public async Task The_opener_on_PATH_is_given_the_folder_of_the_storage()
    {
        using var aspire = Cli();
        var opened = Path.Combine(Directory.CreateTempSubdirectory("opened").FullName, "folder");
        await using var run = await StartAsync(aspire, "0", Opener($"printf %s \"$1\" >'{opened}.new' && mv '{opened}.new' '{opened}'"));

        aspire.Run("resource", ResourceNames.Storage, "open-folder");

        var folder = await File.ReadAllTextAsync(opened);
        Assert.Equal(Path.Combine(run.State, "data", ResourceNames.Storage), folder);
        Assert.True(Directory.Exists(Path.Combine(folder, "blobs")), $"{folder} is not where the storage keeps its files");
    }

    [Fact]
    public async Task An_opener_that_fails_is_told_with_the_folder()
    {
        using var aspire = Cli();
        await using var run = await StartAsync(aspire, "0", Opener("exit 3"));

        var (exitCode, output) = aspire.TryRun("resource", ResourceNames.Storage, "open-folder");

        Assert.NotEqual(0, exitCode);
        AssertSays($"xdg-open ended with 3. The folder is {Path.Combine(run.State, "data", ResourceNames.Storage)}.", output);
    }

    [Fact]
    public async Task Without_a_desktop_the_command_says_so_and_names_the_folder()
    {
        using var aspire = Cli();
        await using var run = await StartAsync(aspire, display: null, Opener("exit 0"));

        var (exitCode, output) = aspire.TryRun("resource", ResourceNames.Storage, "open-folder");

        Assert.NotEqual(0, exitCode);
        AssertSays("has no desktop", output);
        AssertSays($"The folder is {Path.Combine(run.State, "data", ResourceNames.Storage)}.", output);
    }

    private static AspireCli Cli()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have other openers, and the CLI's home folder is taken from HOME.");
        return new AspireCli();
    }

    private static async Task<AppHostProcess> StartAsync(AspireCli aspire, string? display, string openerFolder)
    {
        var run = AppHostProcess.Start(environment: new Dictionary<string, string?>(aspire.Environment)
        {
            ["PATH"] = $"{openerFolder}:{Environment.GetEnvironmentVariable("PATH")}",
            ["DISPLAY"] = display,
            ["WAYLAND_DISPLAY"] = null,
        });
        await run.WaitUntilReadyAsync();
        return run;
    }

    /// <summary>Makes a folder with an xdg-open that does this.</summary>
    private static string Opener(string script)
    {
        var folder = Directory.CreateTempSubdirectory("opener").FullName;
        var path = Path.Combine(folder, "xdg-open");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return folder;
    }

    // The CLI breaks lines wherever they are too long.
    private static void AssertSays(string expected, string output) =>
        Assert.Contains(WithoutSpaces(expected), WithoutSpaces(output), StringComparison.Ordinal);

    private static string WithoutSpaces(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
}
