using System.Diagnostics;
using Platform.Tools;

namespace Platform.ServiceDefaults.Tests;

/// <summary>Prometheus's own judgement of the text of <c>/metrics</c>.</summary>
internal static class Promtool
{
    public static async Task<(int ExitCode, string Output)> CheckAsync(string text)
    {
        var tools = await new Toolbox().EnsureAsync(["promtool"]);
        using var process = Process.Start(new ProcessStartInfo(tools.Path("promtool"), ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await process.StandardInput.WriteAsync(text);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
