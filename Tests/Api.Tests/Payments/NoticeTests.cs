using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Platform.Api.Payments;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Payments;

public sealed class NoticeTests(TestServers servers) : IAsyncLifetime
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(number => (byte)number)];

    private ShopApp _app = null!;
    private HttpClient _client = null!;
    private string _order = "";
    private Guid _payment;
    private decimal _amount;

    public async ValueTask InitializeAsync()
    {
        _app = await ShopApp.StartAsync(servers, new Dictionary<string, string?>
        {
            ["Payments:WebhookSecret"] = Convert.ToBase64String(Key),
            ["Jobs:Workers"] = "0",
        });
        _client = _app.CreateClient();
        await _client.LogInAsync(ShopClient.Anna);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders")
        {
            Content = JsonContent.Create(new { items = new[] { new { productId = 1, quantity = 2 } }, paymentToken = "tok_ok" }),
        };
        request.Headers.Add("Idempotency-Key", "k");
        using var response = await _client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        _order = response.Headers.Location!.ToString();
        var id = _order.Split('/')[^1];
        _payment = await _app.ScalarAsync<Guid>($"SELECT id FROM payments WHERE order_id = {id}");
        _amount = await _app.ScalarAsync<decimal>($"SELECT amount FROM payments WHERE order_id = {id}");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_signed_notice_settles_the_payment_and_the_order()
    {
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(Body("n1", "succeeded")));

        Assert.Equal("paid", await StatusAsync());
    }

    [Fact]
    public async Task The_same_notice_again_changes_nothing()
    {
        var stock = await StockAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SendAsync(Body("n1", "declined"))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer));
        Assert.Equal("declined", await StatusAsync());
        Assert.Equal(stock + 2, await StockAsync());
    }

    [Fact]
    public async Task A_later_notice_does_not_change_a_settled_payment()
    {
        await SendAsync(Body("n1", "succeeded"));
        await SendAsync(Body("n2", "declined"));

        Assert.Equal("paid", await StatusAsync());
    }

    [Fact]
    public async Task A_notice_that_was_under_way_when_the_key_changed_is_believed_while_the_old_key_is_known()
    {
        async Task<HttpStatusCode> SendToAsync(string? previous)
        {
            await using var app = ShopApp.Start(_app.Database, servers.Redis.NewDatabase(), new Dictionary<string, string?>
            {
                ["Payments:WebhookSecret"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
                ["Payments:PreviousWebhookSecrets"] = previous,
                ["Jobs:Workers"] = "0",
            });
            _client = app.CreateClient();
            return await SendAsync(Body("n1", "succeeded"));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await SendToAsync(null));
        Assert.Equal(HttpStatusCode.NoContent, await SendToAsync($"{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))},{Convert.ToBase64String(Key)}"));
    }

    [Fact]
    public async Task A_body_that_was_altered_is_refused()
    {
        var body = Body("n1", "succeeded");

        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(body.Replace("succeeded", "declined", StringComparison.Ordinal), Sign(body)));
        Assert.Equal("pending", await StatusAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("v1=00")]
    [InlineData("t=now,v1=00")]
    [InlineData("t=1,v1=00")]
    public async Task A_signature_that_is_none_is_refused(string? signature) =>
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(Body("n1", "succeeded"), signature));

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    public async Task A_notice_of_another_time_is_refused(int seconds)
    {
        var body = Body("n1", "succeeded");

        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(body, Sign(body, seconds)));
    }

    [Fact]
    public async Task A_wrong_amount_is_refused()
    {
        _amount += 1;

        Assert.Equal(HttpStatusCode.UnprocessableEntity, await SendAsync(Body("n1", "succeeded")));
    }

    [Fact]
    public async Task An_unknown_payment_is_not_found()
    {
        _payment = Guid.NewGuid();

        Assert.Equal(HttpStatusCode.NotFound, await SendAsync(Body("n1", "succeeded")));
    }

    [Theory]
    [InlineData("not json", HttpStatusCode.BadRequest)]
    [InlineData("{}", HttpStatusCode.UnprocessableEntity)]
    public async Task A_notice_that_makes_no_sense_is_refused(string body, HttpStatusCode expected) =>
        Assert.Equal(expected, await SendAsync(body));

    [Fact]
    public async Task An_order_called_off_before_it_is_charged_is_not_charged_and_what_was_charged_meanwhile_is_given_back()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await _client.PostAsync($"{_order}/cancel", null)).StatusCode);
        Assert.Equal("cancelled", await PaymentAsync());

        Assert.Equal(HttpStatusCode.UnprocessableEntity, await SendAsync(Body("r0", "refunded")));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(Body("n1", "succeeded")));
        Assert.Equal("refunding", await PaymentAsync());
        Assert.Equal(1, await _app.ScalarAsync<long>($"SELECT count(*) FROM jobs WHERE kind = 'payment.refund' AND payload ->> 'paymentId' = '{_payment}'"));

        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(Body("r1", "refunded")));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(Body("r1", "refunded")));
        Assert.Equal(("refunded", "cancelled"), (await PaymentAsync(), await StatusAsync()));
    }

    [Fact]
    public async Task A_payment_that_is_open_for_too_long_is_asked_for_again_once()
    {
        var sweep = ActivatorUtilities.CreateInstance<PaymentSweep>(_app.Services);
        Assert.Equal(0, await sweep.AskAgainAsync(default));

        // Its job waits; then it is dead; then there is none.
        await _app.ExecuteAsync("UPDATE payments SET created_at = now() - interval '1 hour' WHERE status = 'pending'");
        Assert.Equal(0, await sweep.AskAgainAsync(default));
        await _app.ExecuteAsync("UPDATE jobs SET status = 'dead', attempts = 5 WHERE kind = 'payment.charge'");
        Assert.Equal((1L, 0L), (await sweep.AskAgainAsync(default), await sweep.AskAgainAsync(default)));
        await _app.ExecuteAsync("DELETE FROM jobs WHERE kind = 'payment.charge'");
        Assert.Equal((1L, 0L), (await sweep.AskAgainAsync(default), await sweep.AskAgainAsync(default)));

        Assert.Equal($"{_payment} queued 0", await _app.ScalarAsync<string>(
            "SELECT concat_ws(' ', payload ->> 'paymentId', status, attempts) FROM jobs WHERE kind = 'payment.charge'"));
    }

    private Task<string?> PaymentAsync() => _app.ScalarAsync<string>($"SELECT status FROM payments WHERE id = '{_payment}'");

    private string Body(string id, string status) => FormattableString.Invariant(
        $"{{\"id\":\"{id}\",\"paymentId\":\"{_payment}\",\"status\":\"{status}\",\"amount\":{_amount}}}");

    private static string Sign(string body, int shift = 0)
    {
        var seconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + shift;
        return $"t={seconds},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes($"{seconds}.{body}")))}";
    }

    private Task<HttpStatusCode> SendAsync(string body) => SendAsync(body, Sign(body));

    private async Task<HttpStatusCode> SendAsync(string body, string? signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/payments/notices")
        {
            Content = new StringContent(body, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.TryAddWithoutValidation("Payment-Signature", signature);
        using var response = await _client.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<string?> StatusAsync() => (await _client.GetJsonAsync(_order)).GetProperty("status").GetString();

    private Task<int> StockAsync() => _app.ScalarAsync<int>("SELECT stock FROM products WHERE id = 1");
}
