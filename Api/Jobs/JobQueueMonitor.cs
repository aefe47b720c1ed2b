using Npgsql;

namespace Platform.Api.Jobs;

/// <summary>Measures the queue every few seconds, for the metrics.</summary>
internal sealed class JobQueueMonitor(NpgsqlDataSource database, IHostApplicationLifetime lifetime) : BackgroundService
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
                JobTelemetry.Set(await ReadAsync(stoppingToken));
            }
            catch (System.Data.Common.DbException)
            {
                // The last measurement stands until the database is back.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<QueueState> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT count(*) FILTER (WHERE status = 'queued'),
                   coalesce(extract(epoch FROM now() - min(run_at) FILTER (WHERE status = 'queued' AND run_at <= now())), 0)::float8,
                   count(*) FILTER (WHERE status = 'dead')
            FROM jobs WHERE status IN ('queued', 'dead')
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetInt64(0), reader.GetDouble(1), reader.GetInt64(2));
    }
}
