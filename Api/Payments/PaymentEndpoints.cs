using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.ServiceDefaults.Http.RateLimits;

namespace Platform.Api.Payments;

internal static class PaymentEndpoints
{
    public const string NoticesPath = "/api/v1/payments/notices";

    private const int MaxBodyLength = 16 * 1024;

    // The provider sends from few addresses and as often as there are payments; who it is its signature tells.
    public static void Map(RouteGroupBuilder group) => group.MapPost("/notices", Receive)
        .WithoutRateLimit()
        .WithName("ReceivePaymentNotice")
        .WithSummary("Takes a signed notice of the payment provider")
        .Accepts<PaymentNotice>("application/json");

    // The signature is over the bytes as they came, so the body is read before it is understood.
    private static async Task<Results<NoContent, NotFound, ProblemHttpResult>> Receive(
        HttpRequest request, NoticeSignature signature, PaymentNotices notices, CancellationToken cancellationToken)
    {
        if (await ReadAsync(request, cancellationToken) is not { } body)
        {
            return Refused("The notice is too large.", StatusCodes.Status413PayloadTooLarge);
        }

        if (signature.Check(request.Headers[NoticeSignature.Header], body) is { } problem)
        {
            return Refused(problem, StatusCodes.Status401Unauthorized);
        }

        return Parse(body) is not { } notice
            ? Refused("The notice cannot be read.", StatusCodes.Status400BadRequest)
            : await notices.HandleAsync(notice, cancellationToken) switch
            {
                NoticeResult.Handled or NoticeResult.Known => TypedResults.NoContent(),
                NoticeResult.Unknown => TypedResults.NotFound(),
                _ => Refused("The notice does not fit the payment.", StatusCodes.Status422UnprocessableEntity),
            };
    }

    private static ProblemHttpResult Refused(string detail, int status) => TypedResults.Problem(detail, statusCode: status);

    private static PaymentNotice? Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, PaymentJson.Default.PaymentNotice);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var buffer = new byte[4096];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MaxBodyLength)
            {
                return null;
            }
        }

        return body.ToArray();
    }
}
