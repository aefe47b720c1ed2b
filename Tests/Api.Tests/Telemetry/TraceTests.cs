using System.Collections.Concurrent;
using System.Diagnostics;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Telemetry;

public sealed class TraceTests(TestServers servers)
{
    [Fact]
    public async Task One_trace_holds_the_request_the_cache_call_and_the_SQL_command()
    {
        await using var app = await ShopApp.StartAsync(servers);
        using var client = app.CreateClient();
        var trace = ActivityTraceId.CreateRandom();
        ConcurrentQueue<Activity> ended = [];
        var requestEnded = new TaskCompletionSource();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" or "Npgsql" or "Platform.Redis",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == trace)
                {
                    ended.Enqueue(activity);
                    if (activity.Source.Name == "Microsoft.AspNetCore")
                    {
                        requestEnded.TrySetResult();
                    }
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/products?search=lamp");
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();

        // The span ends after the answer has left.
        await requestEnded.Task.WaitAsync(TimeSpan.FromSeconds(10));
        var server = Assert.Single(ended, activity => activity.Source.Name == "Microsoft.AspNetCore");
        Assert.Equal("GET /api/v1/products", server.DisplayName);
        Assert.Equal(200, server.GetTagItem("http.response.status_code"));
        Assert.Contains(ended, activity => activity.Source.Name == "Platform.Redis" && activity.ParentSpanId == server.SpanId);
        Assert.Contains(ended, activity => activity.Source.Name == "Npgsql" && activity.ParentSpanId == server.SpanId);
    }
}
