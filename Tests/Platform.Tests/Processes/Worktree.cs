using System.Diagnostics;

namespace Platform.Tests.Processes;

/// <summary>Another folder with the sources of this clone as they are now, changes included: a git worktree, or a copy where there is no git.</summary>
internal sealed class Worktree : IAsyncDisposable
{
    private static readonly string[] s_notSources = [".git", ".platform", "artifacts", "node_modules"];
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("pw");
    private bool _isOfGit;

    private Worktree()
    {
    }

    /// <summary>The clone that these tests were built from.</summary>
    public static string Original { get; } = Path.GetDirectoryName(Projects.AppHost.ProjectPath.TrimEnd(Path.DirectorySeparatorChar))!;

    public string Folder => Path.Combine(_parent.FullName, "worktree");

    /// <summary>Makes one and builds its AppHost.</summary>
    public static async Task<Worktree> BuildAsync()
    {
        var worktree = new Worktree();
        if (Path.Exists(Path.Combine(Original, ".git")))
        {
            await worktree.AddAsync();
        }
        else
        {
            Copy(Original, worktree.Folder);
        }

        await RunAsync(worktree.Folder, "dotnet", "build", "AppHost", "--nologo", "--verbosity", "quiet", "-nodeReuse:false");
        return worktree;
    }

    public string PathOf(string file) => Path.Combine(Folder, file);

    /// <summary>Changes a file as an editor does.</summary>
    public void Edit(string file, Func<string, string> change)
    {
        var before = File.ReadAllText(PathOf(file));
        var after = change(before);
        Assert.NotEqual(before, after);
        File.WriteAllText(PathOf(file), after);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isOfGit)
        {
            await RunAsync(Original, "git", "worktree", "remove", "--force", Folder);
        }

        _parent.Delete(recursive: true);
    }

    private async Task AddAsync()
    {
        await RunAsync(Original, "git", "worktree", "add", "--quiet", "--detach", Folder, "HEAD");
        _isOfGit = true;
        foreach (var file in (await RunAsync(Original, "git", "ls-files", "--modified", "--others", "--exclude-standard", "-z")).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var (source, target) = (Path.Combine(Original, file), PathOf(file));
            if (!File.Exists(source))
            {
                File.Delete(target);
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(source, target, overwrite: true);
        }
    }

    private static void Copy(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.EnumerateDirectories(source).Where(folder => !s_notSources.Contains(Path.GetFileName(folder))))
        {
            Copy(folder, Path.Combine(target, Path.GetFileName(folder)));
        }
    }

    private static async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        await process.WaitForExitAsync(bound.Token);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}{await errors}");
        return await output;
    }
}
