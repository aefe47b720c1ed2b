using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Platform.Api.Redis;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Caching;

public sealed class RedisCacheTests(TestServers servers) : IAsyncLifetime
{
    private ShopApp _app = null!;
    private RedisCache _cache = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await ShopApp.StartAsync(servers);
        _cache = _app.Services.GetRequiredService<RedisCache>();
        await Eventually.TrueAsync(() => Task.FromResult(_app.Services.GetRequiredService<RedisConnection>().IsConnected), "Redis is connected");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task An_entry_that_many_ask_for_at_once_is_made_once()
    {
        var made = 0;
        var release = new TaskCompletionSource();
        var answers = Enumerable.Range(0, 50).Select(_ => GetAsync(async () =>
        {
            Interlocked.Increment(ref made);
            await release.Task;
            return "page";
        })).ToArray();
        await Eventually.TrueAsync(() => Task.FromResult(made > 0), "the first makes it");

        release.SetResult();

        Assert.All(await Task.WhenAll(answers), answer => Assert.Equal("page", answer));
        Assert.Equal("page", await GetAsync(() => throw new InvalidOperationException("It is there already.")));
        Assert.Equal(1, made);
    }

    [Fact]
    public async Task Who_waits_for_one_that_went_away_makes_it_and_a_failure_reaches_all_but_is_not_kept()
    {
        using var leaving = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var first = GetAsync(
            async () =>
            {
                started.SetResult();
                await Task.Delay(Timeout.Infinite, leaving.Token);
                return "never";
            },
            leaving.Token);
        await started.Task;
        var second = GetAsync(() => throw new InvalidOperationException("The second failed."));

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Assert.ThrowsAsync<InvalidOperationException>(() => second);
        Assert.Equal("third", await GetAsync(() => Task.FromResult<string?>("third")));
    }

    [Fact]
    public async Task An_old_entry_is_given_out_while_a_new_one_takes_long_and_the_new_one_when_it_has_come()
    {
        await GetAsync(() => Task.FromResult<string?>("old"));
        var later = new RedisCache(_app.Services.GetRequiredService<RedisConnection>(), new Later(RedisCache.Fresh));
        var slow = new TaskCompletionSource<string?>();

        Assert.Equal("old", await GetAsync(() => slow.Task, cache: later));
        slow.SetResult("new");

        await Eventually.TrueAsync(async () => await GetAsync(() => throw new TimeoutException("It is there already."), cache: later) == "new", "the new one is there");
    }

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }

    private async Task<string?> GetAsync(Func<Task<string?>> make, CancellationToken cancellationToken = default, RedisCache? cache = null)
    {
        var answer = await (cache ?? _cache).GetOrMakeAsync("test", "test:entry", async () => await make() is { } text ? Encoding.UTF8.GetBytes(text) : null, cancellationToken);
        return answer is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;
    }
}
