using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Platform.Api.Data;
using Platform.Api.Jobs;
using Platform.Api.Pausing;
using Platform.Api.Tests.Fixtures;
using Platform.ServiceDefaults.Correlation;

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

    private async Task<StartedWorker> StartAsync(TestHandler handler)
    {
        var worker = new JobWorker(new JobQueue(_database, Settings), Settings, _gate, [handler], new Started(), NullLogger<JobWorker>.Instance);
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
