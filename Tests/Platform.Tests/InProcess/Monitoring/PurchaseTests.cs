using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;

namespace Platform.Tests.InProcess.Monitoring;

/// <summary>One purchase, seen as its owner and its operator see it.</summary>
[Collection(WatchedShop.Collection)]
public sealed class PurchaseTests(WatchedShop shop)
{
    [Fact]
    public async Task A_purchase_is_a_step_on_the_Business_dashboard_and_log_lines_and_a_trace_under_one_correlation_ID()
    {
        var panel = Dashboards.Panel("Business", "Orders and revenue of the last 24 hours");
        var (orders, revenue) = await QuietAsync(panel);
        using var customer = await ShopTraffic.LogInAsync(shop.App.CreateHttpClient(ResourceNames.Api, "http"), "anna@example.com", "shop-customer-1");
        var price = (await customer.GetFromJsonAsync<JsonElement>("/api/v1/products/2")).GetProperty("price").GetDouble();

        var correlation = await BuyAsync(customer, product: 2);

        (double Orders, double Revenue) seen = default;
        await Wait.UntilAsync(
            async () => (seen = await ReadAsync(panel)).Orders == orders + 1,
            () => $"{seen.Orders} orders, not {orders + 1}",
            pause: TimeSpan.FromMilliseconds(200));
        Assert.Equal(revenue + price, seen.Revenue, tolerance: 0.001);

        // The request and the job that charges it are one story.
        JsonElement[] lines = [];
        await Wait.UntilAsync(
            () => (lines = [.. LinesOf(correlation)]).Any(line => line.GetProperty("@mt").GetString()!.StartsWith("Job {Kind}", StringComparison.Ordinal)),
            () => $"the charge is not among the lines of {correlation}:\n{string.Join('\n', lines)}");
        var trace = Assert.Single(lines.Select(line => line.TryGetProperty("@tr", out var id) ? id.GetString() : null).OfType<string>().Distinct());
        await Wait.UntilAsync(() => shop.Traces.Has(trace, correlation), () => $"there is no trace {trace} with the correlation ID {correlation}");

        // The panel Latency has a dot that leads to it.
        await Wait.UntilAsync(
            async () => (await shop.Prometheus.TracesAsync("http_server_request_duration_seconds_bucket{http_route=~\"/api/v1/orders/?\"}")).Contains(trace),
            () => $"no dot leads to the trace {trace}",
            pause: TimeSpan.FromMilliseconds(200));
    }

    // Other tests' payments are settled, and what they changed is seen.
    private async Task<(double Orders, double Revenue)> QuietAsync(IReadOnlyList<string> panel)
    {
        await using var database = NpgsqlDataSource.Create((await shop.App.GetConnectionStringAsync(ResourceNames.ShopDb))!);
        (double Orders, double Revenue) seen = default;
        object?[] there = [];
        await Wait.UntilAsync(
            async () =>
            {
                await using var command = database.CreateCommand(
                    "select count(*)::float8, coalesce(sum(total) filter (where status not in ('declined', 'cancelled')), 0)::float8, count(*) filter (where status = 'pending') from orders where created_at > now() - interval '24 hours'");
                await using var reader = await command.ExecuteReaderAsync();
                await reader.ReadAsync();
                there = [reader.GetDouble(0), reader.GetDouble(1), reader.GetInt64(2)];
                seen = await ReadAsync(panel);
                return there is [double orders, double revenue, 0L] && seen.Orders == orders && Math.Abs(seen.Revenue - revenue) < 0.001;
            },
            () => $"the dashboard shows {seen}, the database has {string.Join(", ", there)} (the last are pending)",
            pause: TimeSpan.FromMilliseconds(200));
        return seen;
    }

    // The panel's own queries.
    private async Task<(double Orders, double Revenue)> ReadAsync(IReadOnlyList<string> panel)
    {
        var values = await Task.WhenAll(panel.Select(async query => (await shop.Prometheus.QueryAsync(query)).Values.SingleOrDefault(double.NaN)));
        return (values[0], values[1]);
    }

    private static async Task<string> BuyAsync(HttpClient customer, int product)
    {
        var correlation = Guid.NewGuid().ToString("N");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders")
        {
            Content = JsonContent.Create(new { items = new[] { new { productId = product, quantity = 1 } }, paymentToken = "tok_ok" }),
            Headers = { { "Idempotency-Key", correlation }, { "X-Correlation-ID", correlation } },
        };
        using var answer = await customer.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return correlation;
    }

    private IEnumerable<JsonElement> LinesOf(string correlation) => Directory
        .EnumerateFiles(Path.Combine(shop.StateFolder, "logs"), $"{ResourceNames.Api}*", SearchOption.AllDirectories)
        .SelectMany(ReadLines)
        .Where(line => line.Contains(string.Create(CultureInfo.InvariantCulture, $"\"CorrelationId\":\"{correlation}\""), StringComparison.Ordinal))
        .Select(line => JsonSerializer.Deserialize<JsonElement>(line));

    // The API has it open.
    private static string[] ReadLines(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
