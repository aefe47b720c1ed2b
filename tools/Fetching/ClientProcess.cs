using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Platform.Tools.Fetching;

/// <summary>Runs a package client to its end.</summary>
internal static class ClientProcess
{
    /// <summary>Starts a program and collects what it prints. The program and its children are killed on cancellation.</summary>
    /// <exception cref="Win32Exception">The program cannot be started.</exception>
    public static async Task<ClientResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string workingFolder,
        IReadOnlyDictionary<string, string>? environment,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        // A client's messages are looked at for their meaning; they must not be translated.
        start.Environment["LC_ALL"] = "C";

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var kill = cancellationToken.Register(() => Kill(process));
        var output = ReadAsync(process.StandardOutput);
        var error = ReadAsync(process.StandardError);
        await process.WaitForExitAsync(CancellationToken.None);
        var result = new ClientResult(process.ExitCode, await output, await error);
        cancellationToken.ThrowIfCancellationRequested();
        return result;
    }

    private static async Task<string> ReadAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended by itself in the meantime.
        }
    }
}

internal sealed record ClientResult(int ExitCode, string Output, string Error)
{
    /// <summary>The last line that the program printed, preferably as an error: usually its reason.</summary>
    public string LastLine =>
        (Error.Trim() is { Length: > 0 } error ? error : Output).Trim().Split('\n')[^1].Trim(' ', '\r', '.') is { Length: > 0 } line
            ? line
            : $"exit code {ExitCode}";
}
