using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using Platform.ServiceDefaults.Correlation;

namespace Platform.Api.Jobs;

/// <summary>Adds, takes and ends jobs. A worker owns a job as long as its row says so; every statement checks that.</summary>
internal sealed class JobQueue(NpgsqlDataSource database, JobSettings settings)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly string _owner = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";
    private readonly SemaphoreSlim _added = new(0);
    private readonly Lock _announcing = new();

    /// <summary>A statement that adds a job, for the caller's own transaction. Call <see cref="Announce"/> after its commit.</summary>
    public static NpgsqlBatchCommand AddCommand(string kind, string payload) => new(
        "INSERT INTO jobs (kind, payload, correlation_id, trace_parent) VALUES ($1, $2, $3, $4)")
    {
        Parameters =
        {
            new() { Value = kind },
            new() { Value = payload, NpgsqlDbType = NpgsqlDbType.Jsonb },
            new() { Value = (object?)CorrelationId.Current ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            new() { Value = (object?)Activity.Current?.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
        },
    };

    /// <summary>Adds a job by itself.</summary>
    public async Task AddAsync(string kind, string payload, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(AddCommand(kind, payload));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        Announce();
    }

    /// <summary>Wakes a worker of this process; others find the job when they look.</summary>
    public void Announce()
    {
        // Who is awake takes jobs until there are none. A wake-up for each worker is enough; more would have them look for nothing.
        lock (_announcing)
        {
            if (_added.CurrentCount < settings.Workers)
            {
                _added.Release();
            }
        }
    }

    /// <summary>Waits until a job may be there. False when none was announced for as long as an idle worker waits.</summary>
    public Task<bool> WaitAsync(CancellationToken cancellationToken) =>
        _added.WaitAsync(TimeSpan.FromSeconds(settings.PollSeconds), cancellationToken);

    /// <summary>
    /// Takes the job that has waited longest: one that nobody holds, or whose holder gave no sign of life. One that took its holder
    /// with it on its last attempt is put aside as dead.
    /// </summary>
    public async Task<Job?> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var command = database.CreateCommand(
                """
                WITH next AS (
                    SELECT id, status = 'running' AND attempts >= $3 AS spent FROM jobs
                    WHERE (status = 'queued' AND run_at <= now()) OR (status = 'running' AND locked_until < now())
                    ORDER BY run_at FOR UPDATE SKIP LOCKED LIMIT 1)
                UPDATE jobs SET status = CASE WHEN spent THEN 'dead' ELSE 'running' END, attempts = CASE WHEN spent THEN attempts ELSE attempts + 1 END,
                       locked_by = CASE WHEN NOT spent THEN $1 END, locked_until = CASE WHEN NOT spent THEN now() + $2 END,
                       finished_at = CASE WHEN spent THEN now() END, last_error = CASE WHEN spent THEN 'worker died' ELSE last_error END
                FROM next WHERE jobs.id = next.id
                RETURNING jobs.id, kind, payload::text, attempts, correlation_id, trace_parent, now() - run_at, spent
                """);
            command.Parameters.Add(new() { Value = _owner });
            command.Parameters.Add(new() { Value = TimeSpan.FromSeconds(settings.LeaseSeconds) });
            command.Parameters.Add(new() { Value = settings.MaxAttempts });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
            {
                return null;
            }

            var job = new Job(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3),
                reader.IsDBNull(4) ? null : reader.GetString(4), reader.IsDBNull(5) ? null : reader.GetString(5), reader.GetTimeSpan(6));
            if (!reader.GetBoolean(7))
            {
                return job;
            }

            JobTelemetry.Ended(job, "dead", TimeSpan.FromSeconds(settings.LeaseSeconds));
        }
    }

    /// <summary>Gives a sign of life. False when the job belongs to somebody else by now.</summary>
    public async Task<bool> RenewAsync(Job job, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "UPDATE jobs SET locked_until = now() + $1 WHERE id = $2 AND status = 'running' AND locked_by = $3 AND attempts = $4");
        command.Parameters.Add(new() { Value = TimeSpan.FromSeconds(settings.LeaseSeconds) });
        AddHeld(command.Parameters, job);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Writes the effect and marks the job done, both or neither. False when it belongs to somebody else by now.</summary>
    public async Task<bool> CompleteAsync(Job job, JobEffect? effect, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            UPDATE jobs SET status = 'done', finished_at = now(), locked_by = NULL, locked_until = NULL, last_error = NULL
            WHERE id = $1 AND status = 'running' AND locked_by = $2 AND attempts = $3
            """, connection, transaction);
        AddHeld(command.Parameters, job);
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return false;
        }

        if (effect is not null)
        {
            await effect(connection, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Puts the job back for later, or aside when it was tried often enough. Returns whether it is dead.</summary>
    public async Task<bool> FailAsync(Job job, string error, CancellationToken cancellationToken)
    {
        var dead = job.Attempt >= settings.MaxAttempts;
        await using var command = database.CreateCommand(
            """
            UPDATE jobs SET status = $1, run_at = now() + $2, last_error = $3, locked_by = NULL, locked_until = NULL,
                   finished_at = CASE WHEN $1 = 'dead' THEN now() END
            WHERE id = $4 AND status = 'running' AND locked_by = $5 AND attempts = $6
            """);
        command.Parameters.Add(new() { Value = dead ? "dead" : "queued" });
        command.Parameters.Add(new() { Value = Pause(job.Attempt) });
        command.Parameters.Add(new() { Value = error });
        AddHeld(command.Parameters, job);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return dead;
    }

    /// <summary>Gives a job back untouched, because this process stops.</summary>
    public async Task ReturnAsync(Job job)
    {
        await using var command = database.CreateCommand(
            """
            UPDATE jobs SET status = 'queued', attempts = attempts - 1, locked_by = NULL, locked_until = NULL
            WHERE id = $1 AND status = 'running' AND locked_by = $2 AND attempts = $3
            """);
        AddHeld(command.Parameters, job);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Deletes some of the jobs that were done long ago. Returns how many; fewer than asked for when no more are left.</summary>
    public async Task<int> PruneAsync(int most, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            DELETE FROM jobs WHERE id = ANY (ARRAY(
                SELECT id FROM jobs WHERE status = 'done' AND finished_at < now() - $1 ORDER BY finished_at FOR UPDATE SKIP LOCKED LIMIT $2))
            """);
        command.Parameters.Add(new() { Value = TimeSpan.FromDays(settings.KeepDays) });
        command.Parameters.Add(new() { Value = most });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>1, 2, 4, ... times the first pause, at most five minutes, and up to a quarter more so that jobs spread out.</summary>
    internal TimeSpan Pause(int attempt)
    {
        var seconds = Math.Min(settings.RetrySeconds * Math.Pow(2, attempt - 1), LongestPause.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * (1 + (Random.Shared.NextDouble() / 4)));
    }

    private void AddHeld(NpgsqlParameterCollection parameters, Job job)
    {
        parameters.Add(new NpgsqlParameter { Value = job.Id });
        parameters.Add(new NpgsqlParameter { Value = _owner });
        parameters.Add(new NpgsqlParameter { Value = job.Attempt });
    }
}
