namespace Platform.Api.Payments;

/// <summary>The states of a payment, as they stand in the database.</summary>
internal static class PaymentStatus
{
    /// <summary>The provider is to charge it.</summary>
    public const string Pending = "pending";

    /// <summary>Charged.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>The provider would not charge it.</summary>
    public const string Declined = "declined";

    /// <summary>The order was called off before it was charged.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The order was called off after it was charged; the provider is to give it back.</summary>
    public const string Refunding = "refunding";

    /// <summary>Given back.</summary>
    public const string Refunded = "refunded";
}
