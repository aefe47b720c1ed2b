using System.Globalization;
using Platform.AppHost.Processes;

namespace Platform.AppHost.Watch;

/// <summary>
/// Compiles a project beside its program, with the arguments of the build and a compiler that stays in memory, which takes a
/// fraction of a build. Analyzers are left to the build, and warnings do not stand in the way of trying something.
/// </summary>
internal sealed class ProjectCompiler(WatchedProject project, string folder) : IAsyncDisposable
{
    // A path of its own, so that it ends with the AppHost; one of a killed AppHost ends when it has had nothing to do for so long.
    private const int KeepAliveSeconds = 600;

    // The compiler stays for a few compilations, not for thousands: to measure what runs often costs more than it brings.
    private static readonly Dictionary<string, string> Runtime = new() { ["DOTNET_TieredPGO"] = "0" };

    private readonly string pipe = string.Create(CultureInfo.InvariantCulture, $"platform-{Environment.ProcessId}-{project.Resource.Name}");
    private CompilerQuery? query;
    private string? server;

    /// <summary>The new assembly.</summary>
    public string Output => Path.Combine(folder, Path.GetFileName(project.Program));

    private string ArgumentsFile => Path.Combine(folder, "compile.rsp");

    /// <summary>Whether the compiler alone can make the program from these files; else it takes a build.</summary>
    public static bool IsEnoughFor(IEnumerable<string> changed) => changed.All(SourceFiles.IsCompiled);

    /// <summary>Forgets what the project file said.</summary>
    public void Forget() => query = null;

    /// <returns>Null when it compiled, else the errors.</returns>
    public async Task<string?> CompileAsync(IEnumerable<string> changed, CancellationToken cancellationToken)
    {
        // A file that came or went is known by the project alone.
        if (query is null || changed.Any(path => !query.Reads(Path.GetRelativePath(project.Folder, path)) || !File.Exists(path)))
        {
            if (await PrepareAsync(cancellationToken) is { } problem)
            {
                return problem;
            }
        }

        var result = await ShortProcess.RunAsync(
            "dotnet",
            ["exec", Path.Combine(server!, "csc.dll"), "/nologo", "/noconfig", $"/shared:{pipe}", $"/keepalive:{KeepAliveSeconds}", $"@{ArgumentsFile}"],
            input: null,
            cancellationToken,
            project.Folder,
            Runtime);
        return result.Code == 0 ? null : Errors(result.Output + result.Error);
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await ShortProcess.RunAsync("dotnet", ["exec", Path.Combine(server, "VBCSCompiler.dll"), $"-pipename:{pipe}", "-shutdown"], input: null, CancellationToken.None);
        }
    }

    private async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        (query, var problem) = await CompilerQuery.AskAsync(project.ProjectFile, cancellationToken);
        if (query is null)
        {
            return Errors(problem);
        }

        Directory.CreateDirectory(folder);
        server = query.Compiler;
        string[] replaced = ["/out:", "/refout:", "/pdb:", "/warnaserror", "/noconfig"];

        // Nullability is about warnings alone, and takes almost half of the time.
        string[] own = ["/features:run-nullable-analysis=never", $"/out:{Quote(Output)}", $"/pdb:{Quote(Path.ChangeExtension(Output, ".pdb"))}", "/skipanalyzers+"];
        await File.WriteAllLinesAsync(
            ArgumentsFile,
            query.Arguments.Where(argument => !replaced.Any(name => argument.StartsWith(name, StringComparison.Ordinal))).Select(Quote).Concat(own),
            cancellationToken);
        return null;
    }

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
