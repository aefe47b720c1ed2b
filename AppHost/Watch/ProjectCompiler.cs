using System.Security.Cryptography;
using Platform.AppHost.Processes;

namespace Platform.AppHost.Watch;

/// <summary>
/// Compiles a project beside what was built of it, with the arguments of the build and a compiler that stays in memory, which takes
/// a fraction of a build. Analyzers are left to the build, and warnings do not stand in the way of trying something.
/// </summary>
internal sealed class ProjectCompiler(string projectFile, string folder, CompilerServer server)
{
    private CompilerQuery? query;
    private bool isQueryOld;
    private string? compiledAgainst;

    public string ProjectFile => projectFile;

    /// <summary>The folder of its sources.</summary>
    public string Sources => Path.GetDirectoryName(projectFile)!;

    /// <summary>The project files of the libraries that it refers to; none before it was asked for.</summary>
    public IReadOnlyList<string> Libraries => query?.Libraries ?? [];

    /// <summary>The file name of its assembly; null before it was asked for.</summary>
    public string? Assembly => query?.Assembly;

    /// <summary>The new assembly.</summary>
    public string Output => Path.Combine(folder, Assembly!);

    /// <summary>Whether other projects are compiled against it.</summary>
    public bool IsLibrary { get; set; }

    /// <summary>Whether it has compiled since the last build.</summary>
    public bool IsAhead { get; private set; }

    // What others see of the new assembly.
    private string Surface => Path.Combine(folder, "ref", Assembly!);

    private string ArgumentsFile => Path.Combine(folder, "compile.rsp");

    /// <summary>Whether the build has to be asked for its arguments and libraries.</summary>
    public bool IsToAsk => query is null || isQueryOld;

    /// <summary>Why its sources as they are do not compile; null when they do.</summary>
    public string? Problem { get; private set; }

    /// <summary>A build has made, or is about to make, what this had made.</summary>
    public void Forget()
    {
        compiledAgainst = Problem = null;
        IsAhead = false;
        isQueryOld = true;
    }

    /// <summary>Notes that it could not be compiled, because of a library for example.</summary>
    public string Refuse(string problem) => Problem = problem;

    /// <summary>Whether it has to be compiled even when none of its own files have changed. After a build nobody knows, and so it is.</summary>
    public bool IsStale(IEnumerable<ProjectCompiler> libraries) => Problem is not null || query is null || compiledAgainst != Surfaces(libraries);

    /// <summary>Asks the build for the compiler's arguments.</summary>
    /// <returns>Null when it answers, else why not.</returns>
    public async Task<string?> AskAsync(CancellationToken cancellationToken)
    {
        (var answer, var problem) = await CompilerQuery.AskAsync(projectFile, cancellationToken);
        query = answer ?? query;
        isQueryOld = answer is null;
        return answer is null ? Errors(problem) : null;
    }

    /// <summary>Compiles it against the libraries as they are now, for nothing but to have the compiler ready.</summary>
    public async Task WarmUpAsync(IReadOnlyCollection<ProjectCompiler> libraries, CancellationToken cancellationToken)
    {
        if (query is not null)
        {
            compiledAgainst = Surfaces(libraries);
            await RunAsync(libraries, cancellationToken);
        }
    }

    /// <summary>Compiles it against the libraries as they are now.</summary>
    /// <returns>Null when it compiled, else the errors.</returns>
    public async Task<string?> CompileAsync(IEnumerable<string> changed, IReadOnlyCollection<ProjectCompiler> libraries, CancellationToken cancellationToken)
    {
        // A file that came or went is known by the project alone.
        var mustAsk = IsToAsk || changed.Any(path => !query!.Reads(Path.GetRelativePath(Sources, path)) || !File.Exists(path));
        Problem = (mustAsk ? await AskAsync(cancellationToken) : null) ?? await RunAsync(libraries, cancellationToken);
        if (Problem is null)
        {
            compiledAgainst = Surfaces(libraries);
            IsAhead = true;
        }

        return Problem;
    }

    private async Task<string?> RunAsync(IReadOnlyCollection<ProjectCompiler> libraries, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.Combine(folder, "ref"));
        await File.WriteAllLinesAsync(ArgumentsFile, Arguments(libraries), cancellationToken);
        var result = await server.CompileAsync(query!.Compiler, Sources, ArgumentsFile, cancellationToken);
        return result.Code == 0 ? null : Errors(result.Output + result.Error);
    }

    private IEnumerable<string> Arguments(IReadOnlyCollection<ProjectCompiler> libraries)
    {
        string[] replaced = ["/out:", "/refout:", "/pdb:", "/warnaserror", "/noconfig"];
        return query!.Arguments.Where(argument => !replaced.Any(name => argument.StartsWith(name, StringComparison.Ordinal)) && !IsLeftOut(argument))
            .Select(argument => Quote(SurfaceOf(argument, libraries) is { } surface ? CompilerQuery.Reference + surface : argument))

            // Nullability is about warnings alone, and takes almost half of the time.
            .Concat([
                "/features:run-nullable-analysis=never", "/skipanalyzers+",
                $"/out:{Quote(Output)}", $"/pdb:{Quote(Path.ChangeExtension(Output, ".pdb"))}", .. IsLibrary ? [$"/refout:{Quote(Surface)}"] : Array.Empty<string>(),
            ]);
    }

    // What it generates is what ASP.NET Core makes by itself at the start; to compile it takes 30 % of the API's time.
    private static bool IsLeftOut(string argument) =>
        argument.StartsWith("/analyzer:", StringComparison.Ordinal)
        && Path.GetFileName(argument.TrimEnd('"')) == "Microsoft.AspNetCore.Http.RequestDelegateGenerator.dll";

    // "/reference:/clone/artifacts/obj/ServiceDefaults/debug/ref/Platform.ServiceDefaults.dll"
    private static string? SurfaceOf(string argument, IEnumerable<ProjectCompiler> libraries) =>
        argument.StartsWith(CompilerQuery.Reference, StringComparison.Ordinal)
            ? libraries.FirstOrDefault(library => library.IsAhead && library.Assembly == Path.GetFileName(argument))?.Surface
            : null;

    // The content of what it sees of the libraries, new or as built.
    private string Surfaces(IEnumerable<ProjectCompiler> libraries) => string.Join(' ', query!.Arguments
        .Where(argument => argument.StartsWith(CompilerQuery.Reference, StringComparison.Ordinal))
        .Select(argument => (Argument: argument, Library: libraries.FirstOrDefault(library => library.Assembly == Path.GetFileName(argument))))
        .Where(reference => reference.Library is not null)
        .Select(reference => SurfaceOf(reference.Argument, libraries) ?? reference.Argument[CompilerQuery.Reference.Length..])
        .Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))));

    // The build quotes what needs it after an option's name; a bare source path it does not.
    private static string Quote(string argument) =>
        argument.Contains(' ') && !argument.Contains('"') ? $"\"{argument}\"" : argument;

    // "/clone/Api/Shop.cs(12,8): error CS1002: ; expected"
    private static string Errors(string output)
    {
        var errors = output.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Contains("error ", StringComparison.Ordinal)).Distinct().ToArray();
        return errors.Length == 0 ? output.Trim() : string.Join(Environment.NewLine, errors);
    }
}
