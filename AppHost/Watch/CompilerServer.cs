using System.Globalization;
using Platform.AppHost.Processes;

namespace Platform.AppHost.Watch;

/// <summary>The SDK's compiler, kept in memory for all projects of one AppHost, and with it at its end.</summary>
internal sealed class CompilerServer : IAsyncDisposable
{
    // One of a killed AppHost ends when it has had nothing to do for so long.
    private const int KeepAliveSeconds = 600;

    // The compiler stays for a few compilations, not for thousands: to measure what runs often costs more than it brings, and what
    // runs often is optimized at once, not when 0.1 s have passed without anything new.
    private static readonly Dictionary<string, string> Runtime = new() { ["DOTNET_TieredPGO"] = "0", ["DOTNET_TC_CallCountingDelayMs"] = "0" };

    private readonly string pipe = string.Create(CultureInfo.InvariantCulture, $"platform-{Environment.ProcessId}-{Path.GetRandomFileName()}");
    private string? started;

    /// <param name="compiler">The folder of the compiler.</param>
    /// <param name="workingDirectory">From where its arguments name files.</param>
    /// <param name="argumentsFile">The file with its arguments.</param>
    /// <param name="cancellationToken">Ends the compilation.</param>
    public Task<ShortProcess.Result> CompileAsync(string compiler, string workingDirectory, string argumentsFile, CancellationToken cancellationToken)
    {
        started = compiler;
        return ShortProcess.RunAsync(
            "dotnet",
            ["exec", Path.Combine(compiler, "csc.dll"), "/nologo", "/noconfig", $"/shared:{pipe}", $"/keepalive:{KeepAliveSeconds}", $"@{argumentsFile}"],
            input: null,
            cancellationToken,
            workingDirectory,
            Runtime);
    }

    public async ValueTask DisposeAsync()
    {
        if (started is not null)
        {
            await ShortProcess.RunAsync("dotnet", ["exec", Path.Combine(started, "VBCSCompiler.dll"), $"-pipename:{pipe}", "-shutdown"], input: null, CancellationToken.None);
        }
    }
}
