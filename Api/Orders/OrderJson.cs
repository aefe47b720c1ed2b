using System.Text.Json.Serialization;

namespace Platform.Api.Orders;

/// <summary>A product and how many of it.</summary>
internal sealed record OrderItem(int ProductId, int Quantity);

/// <summary>What is bought. Without items it is the cart.</summary>
/// <param name="Items">Products and quantities; null or empty for the cart.</param>
/// <param name="PaymentToken">Stands for the means of payment, from the payment provider's form.</param>
internal sealed record PlaceOrder(IReadOnlyList<OrderItem?>? Items, string PaymentToken);

/// <summary>A product that was bought, as it was then.</summary>
internal sealed record OrderLine(int ProductId, string Name, decimal Price, int Quantity);

/// <summary>An order.</summary>
internal sealed record Order(long Id, string Status, decimal Total, DateTimeOffset CreatedAt, IReadOnlyList<OrderLine> Lines);

/// <summary>An order in a list.</summary>
internal sealed record OrderSummary(long Id, string Status, decimal Total, DateTimeOffset CreatedAt, int Lines, int UserId);

/// <summary>One page of orders, newest first.</summary>
internal sealed record OrderPage(IReadOnlyList<OrderSummary> Items, int Total, int Page, int Size);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PlaceOrder))]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(OrderPage))]
[JsonSerializable(typeof(IReadOnlyList<OrderItem>))]
[JsonSerializable(typeof(Shortage[]))]
internal sealed partial class OrderJson : JsonSerializerContext;
