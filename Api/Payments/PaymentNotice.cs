using System.Text.Json.Serialization;

namespace Platform.Api.Payments;

/// <summary>What the provider tells about a payment.</summary>
/// <param name="Id">The notice; the same however often it is sent.</param>
/// <param name="PaymentId">The payment.</param>
/// <param name="Status">succeeded, declined or refunded.</param>
/// <param name="Amount">In euros; must be what was asked for.</param>
internal sealed record PaymentNotice(string Id, Guid PaymentId, string Status, decimal Amount);

/// <summary>The payload of the jobs that charge and give back.</summary>
internal sealed record PaymentReference(Guid PaymentId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PaymentNotice))]
[JsonSerializable(typeof(PaymentReference))]
internal sealed partial class PaymentJson : JsonSerializerContext;
