using System.Net;
using System.Net.Http.Json;
using FsCheck;
using FsCheck.Fluent;
using Platform.Api.Tests.Fixtures;
using Check = FsCheck.Check;

namespace Platform.Api.Tests.Orders;

/// <summary>Whatever is bought and called off at the same time, pieces are neither made nor lost.</summary>
public sealed class StockTests(TestServers servers) : IAsyncLifetime
{
    private const int Products = 4;
    private const int Pieces = 12;

    private static readonly Arbitrary<Step[]> Steps = Gen.OneOf(
            from first in Gen.Choose(1, Products)
            from second in Gen.Choose(1, Products)
            from quantity in Gen.Choose(1, 4)
            from declined in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
            select new Step(first, second, quantity, declined, Cancels: false),
            from order in Gen.Choose(0, 1000) select new Step(order, 0, 0, false, Cancels: true))
        .ArrayOf(30).ToArbitrary();

    private ShopApp _app = null!;
    private HttpClient _client = null!;
    private int _run;

    public async ValueTask InitializeAsync()
    {
        _app = await ShopApp.StartAsync(servers);
        _client = _app.CreateClient();
        await _client.LogInAsync(ShopClient.Anna);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public void Orders_and_cancellations_at_once_never_oversell_and_never_lose_a_piece() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(12).WithEndSize(12), Prop.ForAll(Steps, steps => HoldsAsync(steps).GetAwaiter().GetResult()));

    private async Task<bool> HoldsAsync(Step[] steps)
    {
        await _app.ExecuteAsync($"DELETE FROM jobs; DELETE FROM orders WHERE idempotency_key LIKE 'step-%'; UPDATE products SET stock = {Pieces} WHERE id <= {Products}");
        var run = Interlocked.Increment(ref _run);
        List<long> placed = [];
        await Parallel.ForEachAsync(
            steps.Index(), new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (step, _) => await TakeAsync(step.Item, $"step-{run}-{step.Index}", placed));

        // Declined payments give their pieces back in the background.
        await Eventually.TrueAsync(
            async () => await _app.ScalarAsync<long>("SELECT count(*) FROM jobs WHERE status IN ('queued', 'running')") == 0, "every payment is settled");
        return await _app.ScalarAsync<bool>(
            $"""
            SELECT bool_and(p.stock >= 0 AND p.stock + (
                SELECT coalesce(sum(l.quantity), 0) FROM order_lines l JOIN orders o ON o.id = l.order_id
                WHERE l.product_id = p.id AND o.idempotency_key LIKE 'step-%' AND o.status IN ('pending', 'paid')) = {Pieces})
            FROM products p WHERE p.id <= {Products}
            """);
    }

    private async Task TakeAsync(Step step, string key, List<long> placed)
    {
        if (step.Cancels)
        {
            long? id;
            lock (placed)
            {
                id = placed.Count == 0 ? null : placed[step.First % placed.Count];
            }

            // Twice at once: the pieces come back once.
            if (id is not null)
            {
                await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => _client.PostAsync($"/api/v1/orders/{id}/cancel", null)));
            }

            return;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders")
        {
            Content = JsonContent.Create(new
            {
                items = new[] { new { productId = step.First, quantity = step.Quantity }, new { productId = step.Second, quantity = 1 } },
                paymentToken = step.Declined ? "tok_declined" : "tok_ok",
            }),
            Headers = { { "Idempotency-Key", key } },
        };
        using var answer = await _client.SendAsync(request);
        Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.Created, HttpStatusCode.Conflict]);
        if (answer.StatusCode == HttpStatusCode.Created)
        {
            var id = (await answer.Content.JsonAsync()).GetProperty("id").GetInt64();
            lock (placed)
            {
                placed.Add(id);
            }
        }
    }

    /// <summary>Buys two products, or calls off an order that was placed by then.</summary>
    private sealed record Step(int First, int Second, int Quantity, bool Declined, bool Cancels);
}
