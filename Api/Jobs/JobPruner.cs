namespace Platform.Api.Jobs;

/// <summary>Clears away jobs that were done long ago, some at a time so that nobody waits for it.</summary>
internal sealed class JobPruner(JobQueue queue, IHostApplicationLifetime lifetime) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private const int Batch = 1000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await lifetime.ApplicationStarted.AsTask(stoppingToken);
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await queue.PruneAsync(Batch, stoppingToken) == Batch)
                {
                }
            }
            catch (System.Data.Common.DbException)
            {
                // What is left is older the next time.
            }
        }
    }
}
