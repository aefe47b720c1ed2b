namespace Platform.Api.Data.Model;

internal sealed class OrderRow
{
    public long Id { get; set; }

    public int UserId { get; set; }

    public UserRow? User { get; set; }

    public required string Status { get; set; }

    public decimal Total { get; set; }

    public required string IdempotencyKey { get; set; }

    public required string RequestHash { get; set; }

    public string? CorrelationId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public List<OrderLineRow> Lines { get; set; } = [];
}

internal sealed class OrderLineRow
{
    public long OrderId { get; set; }

    public int ProductId { get; set; }

    public ProductRow? Product { get; set; }

    public required string Name { get; set; }

    public decimal Price { get; set; }

    public int Quantity { get; set; }
}

internal sealed class PaymentRow
{
    public Guid Id { get; set; }

    public long OrderId { get; set; }

    public OrderRow? Order { get; set; }

    public decimal Amount { get; set; }

    public required string Token { get; set; }

    public required string Status { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? SettledAt { get; set; }
}

internal sealed class PaymentNoticeRow
{
    public required string Id { get; set; }

    public Guid PaymentId { get; set; }

    public PaymentRow? Payment { get; set; }

    public DateTimeOffset ReceivedAt { get; set; }
}

internal sealed class JobRow
{
    public long Id { get; set; }

    public required string Kind { get; set; }

    public required string Payload { get; set; }

    public required string Status { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset RunAt { get; set; }

    public DateTimeOffset? LockedUntil { get; set; }

    public string? LockedBy { get; set; }

    public string? CorrelationId { get; set; }

    public string? TraceParent { get; set; }

    public string? LastError { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }
}
