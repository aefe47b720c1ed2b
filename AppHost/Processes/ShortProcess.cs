using System.Diagnostics;

namespace Platform.AppHost.Processes;

/// <summary>Runs a program that ends by itself and collects what it says.</summary>
internal static class ShortProcess
{
    /// <param name="Code">The exit code.</param>
    /// <param name="Output">Standard output.</param>
    /// <param name="Error">Standard error.</param>
    public sealed record Result(int Code, string Output, string Error);

    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static Result Run(string program, IEnumerable<string> arguments) =>
        RunAsync(program, arguments, input: null, CancellationToken.None).GetAwaiter().GetResult();

    /// <param name="program">A path, or a name to be found on PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">What it reads from standard input; null for nothing.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    /// <param name="workingDirectory">Where it runs; here when null.</param>
    /// <param name="environment">Variables on top of our own.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static async Task<Result> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string? input,
        CancellationToken cancellationToken,
        string? workingDirectory = null,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingDirectory ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var killing = cancellationToken.Register(process.Kill);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await WriteInputAsync(process, input);
        var result = new Result(await ExitCodeAsync(process), await output, await error);
        cancellationToken.ThrowIfCancellationRequested();
        return result;
    }

    private static async Task WriteInputAsync(Process process, string? input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of it; its exit code and its error output tell why.
        }
    }

    private static async Task<int> ExitCodeAsync(Process process)
    {
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }
}
