using Platform.AppHost.Processes;

namespace Platform.AppHost.Watch;

/// <summary>The services' projects and the libraries that they refer to. A library is compiled once for all who use it.</summary>
/// <param name="services">The services.</param>
/// <param name="folder">Where the compiler's output goes.</param>
internal sealed class Workspace(IReadOnlyList<WatchedService> services, string folder) : IAsyncDisposable
{
    private readonly CompilerServer server = new();
    private readonly Dictionary<string, ProjectCompiler> compilers = [];
    private readonly HashSet<WatchedService> toBuild = [];

    // Builds of two services would write the same library at once.
    private readonly SemaphoreSlim oneBuild = new(1, 1);

    /// <summary>The folders of all sources, each with the time at which what runs was made of them (UTC).</summary>
    public IEnumerable<(string Folder, DateTime Built)> Sources =>
        from service in services
        from project in ProjectsOf(service)
        group BuiltAt(service, project) by project.Sources into times
        select (times.Key, times.Min());

    /// <summary>The folders of the files that several projects share.</summary>
    public IEnumerable<string> SharedFolders => compilers.Values.SelectMany(compiler => SourceFiles.SharedFolders(compiler.Sources)).Distinct();

    /// <summary>Whether a build may have changed which libraries there are.</summary>
    public bool IsToOpen => compilers.Values.Any(compiler => compiler.IsToAsk);

    /// <summary>Finds the libraries; also those that have come since the last time.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>();
        var toAsk = new Queue<string>(services.Select(service => service.Program.ProjectFile));
        while (toAsk.TryDequeue(out var project))
        {
            if (!seen.Add(project))
            {
                continue;
            }

            if (!compilers.TryGetValue(project, out var compiler))
            {
                compiler = compilers[project] = new ProjectCompiler(project, Path.Combine(folder, Path.GetFileNameWithoutExtension(project)), server);
            }

            if (compiler.IsToAsk)
            {
                await compiler.AskAsync(cancellationToken);
            }

            foreach (var library in compiler.Libraries)
            {
                toAsk.Enqueue(library);
            }
        }

        var libraries = compilers.Values.SelectMany(compiler => compiler.Libraries).ToHashSet();
        foreach (var compiler in compilers.Values)
        {
            compiler.IsLibrary = libraries.Contains(compiler.ProjectFile);
        }
    }

    /// <summary>Has the compiler ready: its first compilations take longest.</summary>
    /// <param name="enough">Whether something else is to be compiled.</param>
    /// <param name="cancellationToken">Ends the compilation.</param>
    public async Task WarmUpAsync(Func<bool> enough, CancellationToken cancellationToken)
    {
        foreach (var compiler in compilers.Values.TakeWhile(_ => !enough()))
        {
            await compiler.WarmUpAsync(LibrariesOf(compiler), cancellationToken);
        }
    }

    /// <summary>The services that these files are part of.</summary>
    public IReadOnlyList<WatchedService> Affected(IReadOnlySet<string> changed) => [.. services.Where(service => ProjectsOf(service).Any(project => In(project, changed).Any()))];

    /// <summary>Compiles the libraries that have changed, before the services that use them.</summary>
    public async Task CompileLibrariesAsync(IReadOnlySet<string> changed, CancellationToken cancellationToken)
    {
        // Each has among its libraries those of its libraries, and so more than any of them.
        foreach (var library in services.SelectMany(service => LibrariesOf(Of(service))).Distinct().OrderBy(library => library.Libraries.Count))
        {
            var own = In(library, changed).ToList();
            if (own.Exists(path => !SourceFiles.IsCompiled(path)))
            {
                library.Forget();
            }
            else if (own.Count > 0 || library.Problem is not null || (library.Libraries.Count > 0 && library.IsStale(LibrariesOf(library))))
            {
                await library.CompileAsync(own, LibrariesOf(library), cancellationToken);
            }
        }
    }

    /// <summary>Compiles a service, and touches nothing of what runs.</summary>
    /// <returns>Null when it compiled, else the errors.</returns>
    public async Task<string?> CompileAsync(WatchedService service, IReadOnlySet<string> changed, CancellationToken cancellationToken)
    {
        // The compiler alone can make a program of sources; anything else takes a build, until one has succeeded.
        if (ProjectsOf(service).SelectMany(project => In(project, changed)).Any(path => !SourceFiles.IsCompiled(path)))
        {
            lock (toBuild)
            {
                toBuild.Add(service);
            }
        }

        if (NeedsBuild(service))
        {
            return await BuildAsync(service, "Compile", cancellationToken);
        }

        var compiler = Of(service);
        var libraries = LibrariesOf(compiler);
        if (libraries.Select(library => library.Problem).FirstOrDefault(problem => problem is not null) is { } problem)
        {
            return compiler.Refuse(problem);
        }

        var own = In(compiler, changed).ToList();
        return own.Count > 0 || compiler.IsStale(libraries) ? await compiler.CompileAsync(own, libraries, cancellationToken) : null;
    }

    /// <summary>Puts what was compiled in the place of what is run. Programs in use cannot be written on Windows, so this is done while it does not run.</summary>
    /// <returns>Null when it is there, else why not.</returns>
    public async Task<string?> PlaceAsync(WatchedService service, CancellationToken cancellationToken)
    {
        var compiler = Of(service);
        if (NeedsBuild(service))
        {
            var problem = await BuildAsync(service, "Build", cancellationToken);
            if (problem is null)
            {
                compiler.Forget();
                lock (toBuild)
                {
                    toBuild.Remove(service);
                }
            }

            return problem;
        }

        Replace(
            LibrariesOf(compiler).Append(compiler).Where(project => project.IsAhead)
                .SelectMany(project => new[] { project.Output, Path.ChangeExtension(project.Output, ".pdb") }),
            FolderOf(service));
        return null;
    }

    public ValueTask DisposeAsync()
    {
        oneBuild.Dispose();
        return server.DisposeAsync();
    }

    // Where nobody knows, only what changes from now on counts.
    private static DateTime BuiltAt(WatchedService service, ProjectCompiler project) =>
        project.Assembly is { } name && new FileInfo(Path.Combine(FolderOf(service), name)) is { Exists: true } file ? file.LastWriteTimeUtc : DateTime.MaxValue;

    private static string FolderOf(WatchedService service) => Path.GetDirectoryName(service.Program.Assembly)!;

    private ProjectCompiler Of(WatchedService service) => compilers[service.Program.ProjectFile];

    private List<ProjectCompiler> LibrariesOf(ProjectCompiler compiler) => [.. compiler.Libraries.Select(library => compilers.GetValueOrDefault(library)).OfType<ProjectCompiler>()];

    private IEnumerable<ProjectCompiler> ProjectsOf(WatchedService service) => LibrariesOf(Of(service)).Prepend(Of(service));

    private static IEnumerable<string> In(ProjectCompiler project, IReadOnlySet<string> changed) =>
        changed.Where(path => IsIn(Path.GetDirectoryName(path)!, project.Sources) || (SourceFiles.IsShared(path) && IsIn(project.Sources, Path.GetDirectoryName(path)!)));

    private static bool IsIn(string folder, string parent) =>
        $"{folder}{Path.DirectorySeparatorChar}".StartsWith($"{parent.TrimEnd(Path.DirectorySeparatorChar)}{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    private bool NeedsBuild(WatchedService service)
    {
        lock (toBuild)
        {
            return toBuild.Contains(service);
        }
    }

    private async Task<string?> BuildAsync(WatchedService service, string target, CancellationToken cancellationToken)
    {
        await oneBuild.WaitAsync(cancellationToken);
        try
        {
            var result = await ShortProcess.RunAsync(
                "dotnet",
                ["build", service.Program.ProjectFile, $"-target:{target}", "--nologo", "--verbosity", "quiet", "-consoleLoggerParameters:NoSummary"],
                input: null,
                cancellationToken);
            return result.Code == 0 ? null : result.Output.Trim() + result.Error.Trim();
        }
        finally
        {
            oneBuild.Release();
        }
    }

    // Renamed into place whole, and only when all are there: a full disk leaves the old ones. Whoever still has an old file open keeps it.
    private static void Replace(IEnumerable<string> sources, string target)
    {
        var drafts = sources.Select(source => (Source: source, Target: Path.Combine(target, Path.GetFileName(source)))).ToList();
        drafts.ForEach(file => File.Copy(file.Source, $"{file.Target}.new", overwrite: true));
        drafts.ForEach(file => File.Move($"{file.Target}.new", file.Target, overwrite: true));
    }
}
