using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Platform.Hosting.Backchannel;

/// <summary>Stops the application when the aspire CLI that started it (<c>ASPIRE_CLI_PID</c>) is gone, however it went.</summary>
internal sealed class CliWatch(IConfiguration configuration, IHostApplicationLifetime lifetime, ILogger<CliWatch> logger) : BackgroundService
{
    public static bool IsRunning(int pid)
    {
        using var process = Find(pid);
        return process is not null;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (configuration.GetValue<int?>("ASPIRE_CLI_PID") is not { } pid)
        {
            return;
        }

        using var process = Find(pid);
        if (process is not null)
        {
            await process.WaitForExitAsync(stoppingToken);
        }

        logger.LogInformation("The aspire CLI (pid {Pid}) has ended, so the application stops.", pid);
        lifetime.StopApplication();
    }

    private static Process? Find(int pid)
    {
        try
        {
            var process = Process.GetProcessById(pid);
            return process.HasExited ? null : process;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
