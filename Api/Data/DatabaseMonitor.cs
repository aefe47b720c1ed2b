using Platform.Api.Jobs;

namespace Platform.Api.Data;

/// <summary>Reads something from the database every few seconds, for the metrics.</summary>
internal abstract class DatabaseMonitor(IHostApplicationLifetime lifetime) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await lifetime.ApplicationStarted.AsTask(stoppingToken);
        using var timer = new PeriodicTimer(Interval);
        do
        {
            try
            {
                await ReadAsync(stoppingToken);
            }
            catch (System.Data.Common.DbException)
            {
                // The last measurement stands until the database is back.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Reads it and keeps it for the metrics.</summary>
    protected abstract Task ReadAsync(CancellationToken cancellationToken);
}
