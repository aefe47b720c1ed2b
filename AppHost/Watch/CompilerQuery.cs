using System.Text.Json;
using Platform.AppHost.Processes;

namespace Platform.AppHost.Watch;

/// <summary>How the build calls the compiler for a project, asked of the build itself.</summary>
/// <param name="Compiler">The folder of the SDK's compiler.</param>
/// <param name="Assembly">The file name of what it makes.</param>
/// <param name="Arguments">Its arguments, sources included.</param>
/// <param name="Libraries">The project files of the libraries that the project refers to.</param>
internal sealed record CompilerQuery(string Compiler, string Assembly, IReadOnlyList<string> Arguments, IReadOnlyList<string> Libraries)
{
    /// <summary>The option that names an assembly which the compiler reads.</summary>
    public const string Reference = "/reference:";

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
                "-property:SkipCompilerExecution=true", "-property:NonExistentFile=none", "-getProperty:RoslynTargetsPath", "-getProperty:TargetFileName",
                "-getItem:CscCommandLineArgs", "-getItem:ProjectReference",
            ],
            input: null,
            cancellationToken);
        if (result.Code != 0)
        {
            return (null, result.Output + result.Error);
        }

        using var answer = JsonDocument.Parse(result.Output);
        var properties = answer.RootElement.GetProperty("Properties");
        return (
            new CompilerQuery(
                Path.Combine(properties.GetProperty("RoslynTargetsPath").GetString()!, "bincore"),
                properties.GetProperty("TargetFileName").GetString()!,
                Items("CscCommandLineArgs", "Identity"),
                Items("ProjectReference", "FullPath")),
            "");

        string[] Items(string name, string metadata) =>
            [.. answer.RootElement.GetProperty("Items").GetProperty(name).EnumerateArray().Select(item => item.GetProperty(metadata).GetString()!)];
    }
}
