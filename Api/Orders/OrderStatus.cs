namespace Platform.Api.Orders;

/// <summary>The states of an order, as they stand in the database.</summary>
internal static class OrderStatus
{
    /// <summary>Placed; stock is reserved and the payment is under way.</summary>
    public const string Pending = "pending";

    /// <summary>Paid, not shipped yet.</summary>
    public const string Paid = "paid";

    /// <summary>The payment was declined; the stock is free again.</summary>
    public const string Declined = "declined";

    /// <summary>On its way.</summary>
    public const string Shipped = "shipped";

    /// <summary>Called off; the stock is free again.</summary>
    public const string Cancelled = "cancelled";

    public static readonly string[] All = [Pending, Paid, Declined, Shipped, Cancelled];
}
