using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.ServiceDefaults.Metrics;
using Platform.ServiceDefaults.Telemetry;
using Platform.Tools;

namespace Platform.ServiceDefaults.Tests;

public sealed class MetricsTests
{
    [Theory]
    [InlineData("http.server.request.duration", "s", false, "http_server_request_duration_seconds")]
    [InlineData("process.memory", "By", true, "process_memory_bytes")]
    [InlineData("db.client.connection.count", "{connection}", true, "db_client_connection_current")]
    [InlineData("requests.total", "{request}", false, "requests")]
    [InlineData("cache.hit", "1", true, "cache_hit_ratio")]
    [InlineData("4xx-answers", null, false, "_4xx_answers")]
    public void An_instrument_is_named_by_the_OpenTelemetry_rules(string instrument, string? unit, bool gauge, string expected) =>
        Assert.Equal(expected, MetricName.For(instrument, unit, gauge));

    [Fact]
    public async Task The_metrics_text_passes_promtool()
    {
        using var meter = new Meter("Tests.Metrics");
        await using var service = await StartAsync(meter);
        var sold = meter.CreateCounter<long>("orders.placed", "{order}", "Orders placed; \"quoted\" \\ and\nbroken.");
        var time = meter.CreateHistogram<double>("work.duration", "s", "Time of work.");
        meter.CreateObservableGauge("queue.length", () => 3, "{job}", "Jobs that wait.");
        await ScrapedAsync(service, "queue_length");
        sold.Add(2, new KeyValuePair<string, object?>("kind", "a \"b\" \\ c\nd"));
        time.Record(0.3);

        var text = await ScrapedAsync(service, "orders_placed_total");

        Assert.Contains("# TYPE orders_placed_total counter", text);
        Assert.Contains("orders_placed_total{kind=\"a \\\"b\\\" \\\\ c\\nd\"} 2", text);
        Assert.Contains("work_duration_seconds_bucket{le=\"+Inf\"} 1", text);
        Assert.Contains("work_duration_seconds_sum 0.3", text);
        Assert.Contains("queue_length 3", text);
        var (exitCode, output) = await Promtool.CheckAsync(text);
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task OpenMetrics_carries_units_and_exemplars()
    {
        using var meter = new Meter("Tests.Metrics");
        await using var service = await StartAsync(meter);
        var time = meter.CreateHistogram<double>("work.duration", "s", "Time of work.");
        await ScrapedAsync(service, "");
        using var activity = new Activity("work") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
        time.Record(0.3);

        service.Client.DefaultRequestHeaders.Accept.ParseAdd("application/openmetrics-text;version=1.0.0");
        var text = await ScrapedAsync(service, "work_duration_seconds_count");

        Assert.Contains("# UNIT work_duration_seconds seconds", text);
        Assert.Contains($"# {{trace_id=\"{activity.TraceId}\"", text);
        Assert.EndsWith("# EOF\n", text);
    }

    [Fact]
    public async Task Errors_in_the_log_are_counted_from_the_first_one_on()
    {
        using var meter = new Meter("Tests.Metrics");
        await using var service = await StartAsync(meter);
        var before = Errors(await ScrapedAsync(service, "log_lines_total{level=\"Error\"}"));

        service.App.Logger.LogError("Something failed");

        // Other tests of this process may log errors at the same time.
        Assert.True(Errors(await ScrapedAsync(service, "")) > before);

        static long Errors(string text) => long.Parse(
            text.Split('\n').Single(line => line.StartsWith("log_lines_total{level=\"Error\"}", StringComparison.Ordinal)).Split(' ')[1],
            CultureInfo.InvariantCulture);
    }

    private static Task<TestService> StartAsync(Meter meter) => TestService.StartAsync(builder =>
        builder.Services.Configure<TelemetryOptions>(options => options.Meters.Add(meter.Name)));

    // The exporter is set up beside the start of the server.
    private static async Task<string> ScrapedAsync(TestService service, string expected)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var text = await service.Client.GetStringAsync("/metrics");
            if (text.Length > 10 && text.Contains(expected, StringComparison.Ordinal) || Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(10))
            {
                return text;
            }
        }
    }
}
