using System.Net;
using Microsoft.AspNetCore.Builder;
using Platform.ServiceDefaults.Http.RateLimits;

namespace Platform.ServiceDefaults.Tests;

public sealed class RateLimiterTests
{
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(1001)]
    public async Task One_process_lets_through_exactly_the_limit(int limit)
    {
        var limiter = new RateLimiter(new MemoryRateCounter(_time), _time);

        Assert.Equal(limit, await AllowedAsync(limiter, limit, limit + 50));
    }

    [Fact]
    public async Task Replicas_together_let_through_the_limit_at_most()
    {
        var shared = new MemoryRateCounter(_time);
        RateLimiter[] replicas = [new(shared, _time), new(shared, _time), new(shared, _time)];

        var allowed = 0;
        foreach (var replica in replicas)
        {
            allowed += await AllowedAsync(replica, 100, 60);
        }

        Assert.InRange(allowed, 95, 100);
    }

    [Fact]
    public async Task The_wait_lasts_until_the_next_minute_and_then_requests_pass_again()
    {
        var limiter = new RateLimiter(new MemoryRateCounter(_time), _time);
        _time.Advance(TimeSpan.FromSeconds(20));
        await AllowedAsync(limiter, 5, 5);

        Assert.Equal(TimeSpan.FromSeconds(40), await limiter.TakeAsync("caller", 5));

        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.Null(await limiter.TakeAsync("caller", 5));
    }

    [Fact]
    public async Task Requests_at_the_same_time_do_not_exceed_the_limit()
    {
        var limiter = new RateLimiter(new MemoryRateCounter(_time), _time);

        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(async () => await limiter.TakeAsync("caller", 123))));

        Assert.Equal(123, answers.Count(wait => wait is null));
    }

    [Fact]
    public async Task Beyond_the_limit_the_answer_is_429_with_Retry_After_and_health_still_answers()
    {
        await using var service = await TestService.StartAsync(
            map: app =>
            {
                app.UseRateLimits();
                app.MapGet("/api/thing", () => "ok");
            },
            settings: ("RateLimits:Anonymous", "2"));

        List<HttpStatusCode> answers = [];
        HttpResponseMessage? last = null;
        for (var i = 0; i < 4; i++)
        {
            last = await service.Client.GetAsync("/api/thing");
            answers.Add(last.StatusCode);
        }

        // A new minute may begin meanwhile.
        Assert.Contains(HttpStatusCode.OK, answers);
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
        Assert.InRange(last!.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("application/problem+json", last.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/health/live")).StatusCode);
    }

    [Fact]
    public async Task However_its_path_is_written_a_request_counts_unless_its_endpoint_is_left_out()
    {
        await using var service = await TestService.StartAsync(
            map: app =>
            {
                app.UseRateLimits();
                app.MapGet("/api/thing", () => "ok");
                app.MapGet("/api/signed", () => "ok").WithoutRateLimit();
            },
            settings: ("RateLimits:Anonymous", "2"));
        async Task<HttpStatusCode> AskAsync(string path) => (await service.Client.GetAsync(path)).StatusCode;

        // A new minute may begin meanwhile, which allows two more.
        List<HttpStatusCode> answers = [];
        foreach (var path in (string[])["/API/thing", "/Api/THING", "/api/thing", "/nowhere", "/API/Thing"])
        {
            answers.Add(await AskAsync(path));
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await AskAsync("/api/signed"), await AskAsync("/metrics")));
        }
    }

    private static async Task<int> AllowedAsync(RateLimiter limiter, int limit, int requests)
    {
        var allowed = 0;
        for (var i = 0; i < requests; i++)
        {
            allowed += await limiter.TakeAsync("caller", limit) is null ? 1 : 0;
        }

        return allowed;
    }
}
