using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Platform.Api.Data;
using Platform.Api.Jobs;
using Platform.Api.Tests.Fixtures;
using Platform.ServiceDefaults.Correlation;
using Platform.ServiceDefaults.Pausing;

namespace Platform.Api.Tests.Jobs;

public sealed class JobTests(TestServers servers) : IAsyncLifetime
{
    private static readonly JobSettings Settings = new() { Workers = 2, PollSeconds = 0.1, LeaseSeconds = 30, RetrySeconds = 0, MaxAttempts = 3 };

    private readonly PauseGate _gate = new();
    private NpgsqlDataSource _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = Database.CreateDataSource(await servers.CreateDatabaseAsync());
        await using var command = _database.CreateCommand("DELETE FROM jobs");
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Many_workers_share_many_jobs_and_none_is_done_twice()
    {
        ConcurrentBag<string> done = [];
        var handler = new TestHandler(job =>
        {
            done.Add(job.Payload);
            return (connection, cancellationToken) => connection.ExecuteAsync("UPDATE categories SET description = description || '.' WHERE id = 1", cancellationToken);
        });
        var queue = new JobQueue(_database, Settings);
        for (var i = 0; i < 60; i++)
        {
            await queue.AddAsync(TestHandler.Name, $"{i}", default);
        }

        await using var first = await StartAsync(handler);
        await using var second = await StartAsync(handler);
        await UntilAsync("SELECT count(*) FROM jobs WHERE status = 'done'", 60);

        Assert.Equal(60, done.Distinct().Count());
        Assert.Equal(60L, await ScalarAsync("SELECT length(description) - length(rtrim(description, '.')) FROM categories WHERE id = 1") - 1);
    }

    [Fact]
    public async Task A_job_whose_worker_died_is_done_by_another_after_its_lease()
    {
        var dead = new JobQueue(_database, new JobSettings { LeaseSeconds = 1 });
        await dead.AddAsync(TestHandler.Name, "1", default);
        Assert.NotNull(await dead.TakeAsync(default));
        var living = new JobQueue(_database, Settings);
        Assert.Null(await living.TakeAsync(default));

        Job? taken = null;
        await Eventually.TrueAsync(async () => (taken = await living.TakeAsync(default)) is not null, "the job is free again");

        Assert.Equal(2, taken!.Attempt);
    }

    [Fact]
    public async Task A_worker_that_lost_its_job_writes_nothing()
    {
        var slow = new JobQueue(_database, new JobSettings { LeaseSeconds = 1 });
        await slow.AddAsync(TestHandler.Name, "1", default);
        var lost = await slow.TakeAsync(default);
        var quick = new JobQueue(_database, Settings);
        Job? taken = null;
        await Eventually.TrueAsync(async () => (taken = await quick.TakeAsync(default)) is not null, "the job is free again");

        var written = await slow.CompleteAsync(lost!, (connection, token) => connection.ExecuteAsync("DELETE FROM feature_flags", token), default);

        Assert.False(written);
        Assert.False(await slow.RenewAsync(lost!, default));
        Assert.True(await quick.CompleteAsync(taken!, null, default));
        Assert.True(await ScalarAsync("SELECT count(*) FROM feature_flags") > 0);
    }

    [Fact]
    public async Task A_job_that_fails_is_tried_again_and_then_put_aside_with_its_error()
    {
        var attempts = 0;
        var handler = new TestHandler(_ => throw new InvalidOperationException($"broken {Interlocked.Increment(ref attempts)}"));
        await new JobQueue(_database, Settings).AddAsync(TestHandler.Name, "1", default);

        await using var worker = await StartAsync(handler);
        await UntilAsync("SELECT count(*) FROM jobs WHERE status = 'dead' AND last_error = 'broken 3' AND attempts = 3", 1);

        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task An_effect_that_fails_leaves_the_job_to_be_done_again()
    {
        var calls = 0;
        var handler = new TestHandler(_ => Interlocked.Increment(ref calls) == 1
            ? (connection, token) => connection.ExecuteAsync("UPDATE categories SET name = 'half'; SELECT 1 / 0", token)
            : (connection, token) => connection.ExecuteAsync("UPDATE categories SET name = 'whole'", token));
        await new JobQueue(_database, Settings).AddAsync(TestHandler.Name, "1", default);

        await using var worker = await StartAsync(handler);
        await UntilAsync("SELECT count(*) FROM jobs WHERE status = 'done'", 1);

        Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM categories WHERE name <> 'whole'"));
    }

    [Fact]
    public async Task A_stop_gives_back_what_is_in_hand()
    {
        var begun = new TaskCompletionSource();
        var handler = new TestHandler(async (_, token) =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            return null;
        });
        await new JobQueue(_database, Settings).AddAsync(TestHandler.Name, "1", default);
        var worker = await StartAsync(handler);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(20));

        await worker.DisposeAsync();

        Assert.Equal(1L, await ScalarAsync("SELECT count(*) FROM jobs WHERE status = 'queued' AND attempts = 0"));
    }

    [Fact]
    public async Task A_job_carries_on_the_correlation_ID_of_its_request()
    {
        var seen = new TaskCompletionSource<string?>();
        var handler = new TestHandler(_ =>
        {
            seen.TrySetResult(CorrelationId.Current);
            return null;
        });
        using (CorrelationId.Begin("purchase-9"))
        {
            await new JobQueue(_database, Settings).AddAsync(TestHandler.Name, "1", default);
        }

        await using var worker = await StartAsync(handler);

        Assert.Equal("purchase-9", await seen.Task.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task A_job_that_took_its_worker_with_it_on_every_attempt_is_put_aside()
    {
        var queue = new JobQueue(_database, Settings);
        await queue.AddAsync(TestHandler.Name, "1", default);
        await queue.AddAsync(TestHandler.Name, "2", default);
        for (var attempt = 1; attempt <= Settings.MaxAttempts; attempt++)
        {
            Assert.Equal((attempt, "1"), await TakenAsync(queue));
            await ExecuteAsync("UPDATE jobs SET locked_until = now() - interval '1 second' WHERE payload = '1'");
        }

        Assert.Equal((1, "2"), await TakenAsync(queue));
        Assert.Equal(1, await ScalarAsync("SELECT count(*) FROM jobs WHERE status = 'dead' AND last_error = 'worker died' AND attempts = 3 AND locked_by IS NULL"));

        static async Task<(int, string)> TakenAsync(JobQueue queue) => await queue.TakeAsync(default) is { } job ? (job.Attempt, job.Payload) : default;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_job_that_never_ends_fails_in_time_and_its_worker_goes_on(bool stopsWhenTold)
    {
        var handler = new TestHandler(async (job, token) =>
        {
            if (job.Payload == "1")
            {
                await Task.Delay(Timeout.Infinite, stopsWhenTold ? token : default);
            }

            return null;
        });
        var settings = new JobSettings { Workers = 1, PollSeconds = 0.1, MaxAttempts = 1, MaxSeconds = 1 };
        var queue = new JobQueue(_database, settings);
        await queue.AddAsync(TestHandler.Name, "1", default);
        await queue.AddAsync(TestHandler.Name, "2", default);

        await using var worker = await StartAsync(handler, settings);

        await UntilAsync("SELECT count(*) FROM jobs WHERE status = 'dead' AND last_error = 'took longer than 1 s'", 1);
        await UntilAsync("SELECT count(*) FROM jobs WHERE status = 'done' AND payload = '2'", 1);
    }

    [Fact]
    public async Task A_sign_of_life_that_fails_once_does_not_lose_the_job()
    {
        var release = new TaskCompletionSource();
        var handler = new TestHandler(async (_, _) =>
        {
            await release.Task;
            return null;
        });
        var settings = new JobSettings { Workers = 1, PollSeconds = 0.1, LeaseSeconds = 4 };
        await new JobQueue(_database, settings).AddAsync(TestHandler.Name, "1", default);
        await using var worker = await StartAsync(handler, settings);
        await UntilAsync("SELECT count(*) FROM jobs WHERE status = 'running'", 1);

        // A sequence counts even what is rolled back.
        await ExecuteAsync(
            """
            CREATE SEQUENCE signs;
            CREATE FUNCTION refuse_once() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN IF nextval('signs') = 1 THEN RAISE EXCEPTION 'not now'; END IF; RETURN NEW; END $$;
            CREATE TRIGGER refuse_once BEFORE UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION refuse_once()
            """);
        await UntilAsync("SELECT count(*) FROM signs WHERE last_value >= 2", 1);
        release.SetResult();

        await UntilAsync("SELECT count(*) FROM jobs WHERE status = 'done' AND attempts = 1", 1);
    }

    [Fact]
    public async Task Jobs_done_long_ago_are_cleared_away_some_at_a_time()
    {
        await ExecuteAsync(
            """
            INSERT INTO jobs (kind, payload, status, finished_at)
            SELECT 'test', '{}', s, now() - make_interval(days => d) FROM unnest(ARRAY['done', 'dead']) s, generate_series(5, 9) d
            """);
        var queue = new JobQueue(_database, Settings);

        Assert.Equal((2, 1, 0), (await queue.PruneAsync(2, default), await queue.PruneAsync(2, default), await queue.PruneAsync(2, default)));
        Assert.Equal((2L, 5L), (await ScalarAsync("SELECT count(*) FROM jobs WHERE status = 'done'"), await ScalarAsync("SELECT count(*) FROM jobs WHERE status = 'dead'")));
    }

    [Fact]
    public async Task Many_jobs_that_were_announced_wake_each_worker_once_more_at_most()
    {
        var queue = new JobQueue(_database, Settings);
        Parallel.For(0, 100, _ => queue.Announce());

        var woken = 0;
        while (await queue.WaitAsync(default))
        {
            woken++;
        }

        Assert.Equal(Settings.Workers, woken);
    }

    [Fact]
    public async Task A_pause_gives_back_the_job_in_hand_and_it_is_done_afterwards()
    {
        var (times, begun) = (0, new TaskCompletionSource());
        var handler = new TestHandler(async (_, token) =>
        {
            if (Interlocked.Increment(ref times) == 1)
            {
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, token);
            }

            return null;
        });
        await new JobQueue(_database, Settings).AddAsync(TestHandler.Name, "1", default);
        await using var worker = await StartAsync(handler);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.True(await _gate.PauseAsync(TimeSpan.FromSeconds(20)));

        Assert.Equal(1, await ScalarAsync("SELECT count(*) FROM jobs WHERE status = 'queued' AND attempts = 0"));
        _gate.Resume();
        await UntilAsync("SELECT count(*) FROM jobs WHERE status = 'done'", 1);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 8)]
    [InlineData(20, 300)]
    public void Pauses_grow_up_to_five_minutes(int attempt, double seconds) =>
        Assert.InRange(new JobQueue(_database, new JobSettings { RetrySeconds = 2 }).Pause(attempt).TotalSeconds, seconds, seconds * 1.25);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<StartedWorker> StartAsync(TestHandler handler, JobSettings? settings = null)
    {
        settings ??= Settings;
        var worker = new JobWorker(new JobQueue(_database, settings), settings, _gate, [handler], new Started(), NullLogger<JobWorker>.Instance);
        await worker.StartAsync(default);
        return new(worker);
    }

    private async Task<long> ScalarAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync());
    }

    private Task UntilAsync(string sql, long expected) =>
        Eventually.TrueAsync(async () => await ScalarAsync(sql) == expected, $"{sql} is {expected}");

    private sealed class StartedWorker(JobWorker worker) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await worker.StopAsync(default);
            worker.Dispose();
        }
    }

    private sealed class TestHandler(Func<Job, CancellationToken, Task<JobEffect?>> handle) : IJobHandler
    {
        public const string Name = "test";

        public TestHandler(Func<Job, JobEffect?> handle)
            : this((job, _) => Task.FromResult(handle(job)))
        {
        }

        public string Kind => Name;

        public Task<JobEffect?> HandleAsync(Job job, CancellationToken cancellationToken) => handle(job, cancellationToken);
    }

    private sealed class Started : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => new(canceled: true);

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication()
        {
        }
    }
}
