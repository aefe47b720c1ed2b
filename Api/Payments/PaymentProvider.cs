using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Platform.Api.Payments;

/// <summary>
/// Stands in for a payment provider: the token decides how the payment ends, and a signed notice tells the shop,
/// over HTTP as a real provider would.
/// </summary>
internal sealed class PaymentProvider(
    IHttpClientFactory clients, PaymentSettings settings, NoticeSignature signature, PaymentNotices notices, IServer server)
{
    public const string ClientName = "payments";

    // The same payment has the same notice, so a charge that is repeated does no harm; nor does a refund.

    /// <exception cref="HttpRequestException">The notice did not arrive; charge again.</exception>
    public Task ChargeAsync(Guid paymentId, decimal amount, string token, CancellationToken cancellationToken) => SendAsync(
        new($"notice-{paymentId:N}", paymentId, token == PaymentTokens.Declined ? PaymentStatus.Declined : PaymentStatus.Succeeded, amount), cancellationToken);

    /// <exception cref="HttpRequestException">The notice did not arrive; give it back again.</exception>
    public Task RefundAsync(Guid paymentId, decimal amount, CancellationToken cancellationToken) =>
        SendAsync(new($"refund-{paymentId:N}", paymentId, PaymentStatus.Refunded, amount), cancellationToken);

    private async Task SendAsync(PaymentNotice notice, CancellationToken cancellationToken)
    {
        if (Target() is not { } url)
        {
            await notices.HandleAsync(notice, cancellationToken);
            return;
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(notice, PaymentJson.Default.PaymentNotice);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(NoticeSignature.Header, signature.Sign(body));
        using var response = await clients.CreateClient(ClientName).SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    // A server in memory has no address; the notice then takes the short way.
    private Uri? Target()
    {
        if (settings.WebhookUrl is { } given)
        {
            return given;
        }

        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault(url => url.StartsWith("http:", StringComparison.Ordinal));
        return address is null
            ? null
            : new Uri(new Uri(address.Replace("://+", "://127.0.0.1", StringComparison.Ordinal).Replace("://*", "://127.0.0.1", StringComparison.Ordinal)
                .Replace("://[::]", "://127.0.0.1", StringComparison.Ordinal).Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal)), PaymentEndpoints.NoticesPath);
    }
}
