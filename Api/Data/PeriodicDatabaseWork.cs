using Platform.Api.Jobs;

namespace Platform.Api.Data;

/// <summary>Does something with the database again and again once the service serves. A round that fails because of the database is left to the next.</summary>
/// <param name="lifetime">Of the service.</param>
/// <param name="interval">The time between two rounds.</param>
/// <param name="isFirstAtOnce">Whether the first round comes at once, and not after the first interval.</param>
internal abstract class PeriodicDatabaseWork(IHostApplicationLifetime lifetime, TimeSpan interval, bool isFirstAtOnce = false) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await lifetime.ApplicationStarted.AsTask(stoppingToken);
        using var timer = new PeriodicTimer(interval);
        if (isFirstAtOnce)
        {
            await TryAsync(stoppingToken);
        }

        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TryAsync(stoppingToken);
        }
    }

    /// <summary>One round.</summary>
    protected abstract Task DoAsync(CancellationToken cancellationToken);

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await DoAsync(cancellationToken);
        }
        catch (System.Data.Common.DbException)
        {
            // The next round makes up for it.
        }
    }
}
