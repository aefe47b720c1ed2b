using Platform.Api.Data;

namespace Platform.Api.Jobs;

/// <summary>Clears away jobs that were done long ago, some at a time so that nobody waits for it.</summary>
internal sealed class JobPruner(JobQueue queue, IHostApplicationLifetime lifetime) : PeriodicDatabaseWork(lifetime, TimeSpan.FromMinutes(10))
{
    private const int Batch = 1000;

    protected override async Task DoAsync(CancellationToken cancellationToken)
    {
        while (await queue.PruneAsync(Batch, cancellationToken) == Batch)
        {
        }
    }
}
