using System.Text.Json;
using Platform.AppHost.Processes;

namespace Platform.AppHost.Watch;

/// <summary>How the build calls the compiler for a project, asked of the build itself.</summary>
/// <param name="Compiler">The folder of the SDK's compiler.</param>
/// <param name="Arguments">Its arguments, sources included.</param>
internal sealed record CompilerQuery(string Compiler, IReadOnlyList<string> Arguments)
{
    /// <summary>Whether a file is among the sources or resources, which the build names from the project's folder.</summary>
    /// <param name="path">The file, from the project's folder.</param>
    public bool Reads(string path) => Arguments.Any(argument => argument == path || argument.StartsWith($"/resource:{path},", StringComparison.Ordinal));

    /// <returns>Null with the build's output when the project cannot be evaluated.</returns>
    public static async Task<(CompilerQuery? Query, string Output)> AskAsync(string projectFile, CancellationToken cancellationToken)
    {
        // The file that is not there makes the compilation one that is to be done, also when everything is up to date.
        var result = await ShortProcess.RunAsync(
            "dotnet",
            [
                "msbuild", projectFile, "-nologo", "-target:PrepareResources;Compile", "-property:BuildProjectReferences=false", "-property:ProvideCommandLineArgs=true",
                "-property:SkipCompilerExecution=true", "-property:NonExistentFile=none", "-getProperty:RoslynTargetsPath", "-getItem:CscCommandLineArgs",
            ],
            input: null,
            cancellationToken);
        if (result.Code != 0)
        {
            return (null, result.Output + result.Error);
        }

        using var answer = JsonDocument.Parse(result.Output);
        var folder = answer.RootElement.GetProperty("Properties").GetProperty("RoslynTargetsPath").GetString()!;
        var arguments = answer.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray()
            .Select(item => item.GetProperty("Identity").GetString()!);
        return (new CompilerQuery(Path.Combine(folder, "bincore"), [.. arguments]), "");
    }
}
