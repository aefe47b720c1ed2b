using System.Diagnostics;
using System.Net.Http.Json;
using Platform.Api.Tests.Fixtures;
using Platform.ServiceDefaults.Tests;
using Platform.Tools;

namespace Platform.Api.Tests.Telemetry;

/// <summary>What Prometheus reads of the shop.</summary>
public sealed class MetricsTests(TestServers servers)
{
    // One of each: HTTP, runtime, PostgreSQL, Redis, cache, storage, jobs, the shop.
    private static readonly string[] Families =
    [
        "http_server_request_duration_seconds", "dotnet_gc_collections_total", "db_client_operation_duration_seconds", "redis_command_duration_seconds",
        "cache_lookups_total", "storage_operation_duration_seconds", "jobs_duration_seconds", "jobs_queue_length", "shop_orders_placed_total",
    ];

    // Otherwise the first of each would begin a series at 1, which is no increase: no rule and no panel would see it.
    private static readonly string[] Beginnings =
    [
        "shop_orders_placed_total ",
        "shop_orders_revenue_total ",
        "shop_orders_refused_total{reason=\"stock\"} ",
        "shop_payments_settled_total{status=\"declined\"} ",
        "shop_payments_settled_total{status=\"succeeded\"} ",
        "shop_media_inspected_total{status=\"rejected\"} ",
        "jobs_failures_total{kind=\"payment.charge\"} ",
        "jobs_failures_total{kind=\"media.inspect\"} ",
        "cache_lookups_total{cache=\"product\",result=\"error\"} ",
    ];

    [Fact]
    public async Task Every_part_of_the_shop_is_measured_and_the_whole_passes_promtool()
    {
        var storage = await servers.StorageAsync();
        await using var app = await ShopApp.StartAsync(servers, new Dictionary<string, string?> { ["ConnectionStrings:storage"] = storage.NewBucket() });
        using var client = app.CreateClient();
        await client.LogInAsync(ShopClient.Anna);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders")
        {
            Content = JsonContent.Create(new { items = new[] { new { productId = 1, quantity = 1 } }, paymentToken = "tok_ok" }),
            Headers = { { "Idempotency-Key", "measured" } },
        };

        // Measuring begins beside the start of the server.
        await Eventually.TrueAsync(async () => (await client.GetStringAsync("/metrics")).Length > 10, "measuring has begun");
        (await client.SendAsync(request)).EnsureSuccessStatusCode();
        var text = "";
        await Eventually.TrueAsync(
            async () =>
            {
                await client.GetStringAsync("/api/v1/products?search=lamp");
                text = await client.GetStringAsync("/metrics");
                return Families.All(family => text.Contains($"# TYPE {family} ", StringComparison.Ordinal));
            },
            "every part is measured");

        var (exitCode, output) = await Promtool.CheckAsync(text);
        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("/api/v1/products?", text);
    }

    [Fact]
    public async Task What_can_be_counted_is_there_before_it_happens()
    {
        var data = Directory.CreateTempSubdirectory("platform-api-data-").FullName;
        await using (var api = await ApiProcess.StartAsync(await servers.CreateDatabaseAsync(), servers.Redis.NewDatabase(), data))
        {
            var text = "";
            await Eventually.TrueAsync(
                async () => (text = await api.Client.GetStringAsync("/metrics")).Contains("\nshop_orders_recent_value ", StringComparison.Ordinal), "the orders have been measured");
            Assert.All(Beginnings, series => Assert.Contains($"\n{series}0\n", text, StringComparison.Ordinal));
        }

        Directory.Delete(data, recursive: true);
    }
}
