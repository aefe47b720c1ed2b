using Platform.Tools.Cache;

namespace Platform.Tools.CommandLine;

/// <summary>The verbs of <c>dotnet run --project tools --</c>.</summary>
internal static class Verbs
{
    private const string Usage = """
        Usage: dotnet run --project tools -- <verb>
          fetch [name...]   Fetch tools that are not in the cache; without a name, all that a start needs
          path <name>       Print the path of a tool or of one of its programs, fetching it if need be
          list              Print every declared tool, its version and where it is
          verify [name...]  Compare every file in the cache with the hash recorded when it was installed
        """;

    /// <returns>The exit code: 0, 1 when something is wrong with a tool, 2 for a wrong command line.</returns>
    public static Task<int> RunAsync(string[] arguments, Toolbox toolbox, TextWriter output, CancellationToken cancellationToken) =>
        arguments switch
        {
            ["fetch", .. var names] => FetchAsync(names, toolbox, output, cancellationToken),
            ["path", var name] => PathAsync(name, toolbox, output, cancellationToken),
            ["list"] => Task.FromResult(List(toolbox, output)),
            ["verify", .. var names] => Task.FromResult(Verify(names, toolbox, output)),
            [] or ["help" or "--help" or "-h"] => Explain(0, output),
            _ => Explain(2, Console.Error),
        };

    private static async Task<int> FetchAsync(string[] names, Toolbox toolbox, TextWriter output, CancellationToken cancellationToken)
    {
        var wanted = names.Length > 0 ? names : [.. toolbox.Manifest.Tools.Where(tool => !tool.OnDemand).Select(tool => tool.Name)];
        await toolbox.EnsureAsync(wanted, ToolDisplay.Create(), cancellationToken);
        output.WriteLine($"In {toolbox.CacheRoot}: {string.Join(", ", wanted)}.");
        return 0;
    }

    private static async Task<int> PathAsync(string name, Toolbox toolbox, TextWriter output, CancellationToken cancellationToken)
    {
        var tools = await toolbox.EnsureAsync([name], ToolDisplay.Create(), cancellationToken);
        output.WriteLine(tools.Path(name));
        return 0;
    }

    private static int List(Toolbox toolbox, TextWriter output)
    {
        foreach (var tool in toolbox.Manifest.Tools)
        {
            var found = toolbox.Cache.Find(tool, toolbox.Platform, out var problem);
            output.WriteLine($"{tool.Name,-12} {found?.Version ?? tool.Version,-18} {found?.Folder ?? problem ?? "not fetched"}");
        }

        return 0;
    }

    private static int Verify(string[] names, Toolbox toolbox, TextWriter output)
    {
        var wanted = names.Length > 0 ? names.Select(toolbox.Manifest.Find) : toolbox.Manifest.Tools;
        var exitCode = 0;
        foreach (var tool in wanted)
        {
            foreach (var folder in tool.SourcesFor(toolbox.Platform).Select(source => toolbox.Cache.FolderOf(tool, source)).Distinct())
            {
                if (Directory.Exists(folder) && !Verify(tool.Name, folder, output))
                {
                    exitCode = 1;
                }
            }
        }

        return exitCode;
    }

    private static bool Verify(string name, string folder, TextWriter output)
    {
        var receipt = Receipt.Read(folder);
        var problems = receipt is null
            ? [$"{Receipt.FileName} is missing or not whole"]
            : receipt.Files.AsParallel().Select(file => file.CheckContent(folder)).OfType<string>().Order().ToArray();
        if (problems.Length == 0)
        {
            output.WriteLine($"{name}: {receipt!.Files.Count} files in {folder} are as installed");
            return true;
        }

        foreach (var problem in problems)
        {
            output.WriteLine($"{name}: in {folder}, {problem}");
        }

        // Without its receipt the folder does not count any more.
        try
        {
            File.Delete(Path.Combine(folder, Receipt.FileName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            output.WriteLine($"{name}: {folder} cannot be written ({e.Message}); make it writable and delete it");
            return false;
        }

        output.WriteLine($"{name}: it will be fetched again when it is needed, or now by: dotnet run --project tools -- fetch {name}");
        return false;
    }

    private static Task<int> Explain(int exitCode, TextWriter output)
    {
        output.WriteLine(Usage);
        return Task.FromResult(exitCode);
    }
}
