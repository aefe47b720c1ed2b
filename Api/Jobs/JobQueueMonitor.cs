using Npgsql;
using Platform.Api.Data;

namespace Platform.Api.Jobs;

/// <summary>Measures the queue.</summary>
internal sealed class JobQueueMonitor(NpgsqlDataSource database, IHostApplicationLifetime lifetime) : DatabaseMonitor(lifetime)
{
    protected override async Task DoAsync(CancellationToken cancellationToken)
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
        JobTelemetry.Set(new(reader.GetInt64(0), reader.GetDouble(1), reader.GetInt64(2)));
    }
}
