using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.Api.Catalogue;
using Platform.Api.Http;
using Platform.Api.Jobs;
using Platform.Api.Payments;
using Platform.ServiceDefaults.Correlation;

namespace Platform.Api.Orders;

/// <summary>
/// Places an order in one transaction: the idempotency key is taken, the products are locked in the order of their ids, stock is
/// reserved, and order, payment and the job that charges it are written. Two trips to the database and the commit.
/// </summary>
internal sealed partial class Checkout(NpgsqlDataSource database, OrderQueries orders, JobQueue jobs, CataloguePages pages, ILogger<Checkout> logger)
{
    /// <summary>Buys the given items. The key makes it the same order, however often it is placed.</summary>
    public Task<CheckoutResult> PlaceAsync(
        int userId, string idempotencyKey, IReadOnlyList<OrderItem> items, string paymentToken, CancellationToken cancellationToken) =>
        PlaceAsync(userId, idempotencyKey, HashOf(items, paymentToken), items, paymentToken, cancellationToken);

    /// <summary>Buys what is in the cart. The same key means the same order, whatever is in the cart by then.</summary>
    public Task<CheckoutResult> PlaceCartAsync(
        int userId, string idempotencyKey, IReadOnlyList<OrderItem> cart, string paymentToken, CancellationToken cancellationToken) =>
        PlaceAsync(userId, idempotencyKey, HashOfCart(paymentToken), cart, paymentToken, cancellationToken);

    /// <summary>What became of the cart that was bought with this key before; null when none was.</summary>
    public Task<CheckoutResult?> FindCartOrderAsync(int userId, string idempotencyKey, string paymentToken, CancellationToken cancellationToken) =>
        ReadAgain.OnLivingConnectionAsync(database, () => ExistingAsync(userId, idempotencyKey, HashOfCart(paymentToken), cancellationToken));

    private Task<CheckoutResult> PlaceAsync(
        int userId, string idempotencyKey, string hash, IReadOnlyList<OrderItem> items, string paymentToken, CancellationToken cancellationToken) =>
        ReadAgain.OnLivingConnectionAsync(database, () => PlaceOnceAsync(userId, idempotencyKey, hash, items, paymentToken, cancellationToken));

    private async Task<CheckoutResult> PlaceOnceAsync(
        int userId, string idempotencyKey, string hash, IReadOnlyList<OrderItem> items, string paymentToken, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (orderId, products) = await ReserveKeyAndLockAsync(connection, userId, idempotencyKey, hash, items, cancellationToken);
        if (orderId is null)
        {
            await transaction.RollbackAsync(cancellationToken);
            return (await ExistingAsync(userId, idempotencyKey, hash, cancellationToken))!;
        }

        if (Shortages(items, products) is { Count: > 0 } shortages)
        {
            ShopTelemetry.OrderRefused(ShopTelemetry.OutOfStock);
            return new CheckoutResult.Short(shortages);
        }

        var lines = items.Select(item => new OrderLine(item.ProductId, products[item.ProductId].Name, products[item.ProductId].Price, item.Quantity)).ToArray();
        var total = Pricing.Total(lines.Select(line => (line.Price, line.Quantity)));
        if (total > Pricing.MaxTotal)
        {
            return new CheckoutResult.TooDear(total);
        }

        var createdAt = await WriteAsync(connection, orderId.Value, lines, total, paymentToken, cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        jobs.Announce();
        ShopTelemetry.OrderPlaced(total);
        LogPlaced(orderId.Value, userId, total);
        await pages.ForgetAsync(lines.Select(line => line.ProductId));
        return new CheckoutResult.Placed(new Order(orderId.Value, OrderStatus.Pending, total, createdAt, lines));
    }

    private static string HashOf(IReadOnlyList<OrderItem> items, string paymentToken) =>
        HashOf(JsonSerializer.Serialize(items, OrderJson.Default.IReadOnlyListOrderItem) + paymentToken);

    private static string HashOfCart(string paymentToken) => HashOf("cart" + paymentToken);

    private static string HashOf(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    // A request with the same key that is under way is waited for here: the unique index holds this insert until it ends.
    private static async Task<(long? OrderId, Dictionary<int, LockedProduct> Products)> ReserveKeyAndLockAsync(
        NpgsqlConnection connection, int userId, string idempotencyKey, string hash, IReadOnlyList<OrderItem> items, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(
                    """
                    INSERT INTO orders (user_id, status, total, idempotency_key, request_hash, correlation_id)
                    VALUES ($1, 'pending', 0, $2, $3, $4) ON CONFLICT (user_id, idempotency_key) DO NOTHING RETURNING id
                    """)
                {
                    Parameters =
                    {
                        new() { Value = userId },
                        new() { Value = idempotencyKey },
                        new() { Value = hash },
                        new() { Value = (object?)CorrelationId.Current ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                    },
                },
                new("SELECT id, name, price, stock FROM products WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE")
                {
                    Parameters = { new() { Value = items.Select(item => item.ProductId).ToArray() } },
                },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        long? orderId = await reader.ReadAsync(cancellationToken) ? reader.GetInt64(0) : null;
        await reader.NextResultAsync(cancellationToken);
        Dictionary<int, LockedProduct> products = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            products[reader.GetInt32(0)] = new(reader.GetString(1), reader.GetDecimal(2), reader.GetInt32(3));
        }

        return (orderId, products);
    }

    private static IReadOnlyList<Shortage> Shortages(IReadOnlyList<OrderItem> items, Dictionary<int, LockedProduct> products) =>
    [
        .. from item in items
           let available = products.TryGetValue(item.ProductId, out var product) ? product.Stock : 0
           where available < item.Quantity
           select new Shortage(item.ProductId, item.Quantity, available),
    ];

    private static async Task<DateTimeOffset> WriteAsync(
        NpgsqlConnection connection, long orderId, OrderLine[] lines, decimal total, string paymentToken, CancellationToken cancellationToken)
    {
        var ids = lines.Select(line => line.ProductId).ToArray();
        var quantities = lines.Select(line => line.Quantity).ToArray();
        var paymentId = Guid.CreateVersion7();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("UPDATE orders SET total = $2 WHERE id = $1 RETURNING created_at")
                {
                    Parameters = { new() { Value = orderId }, new() { Value = total } },
                },
                new("UPDATE products p SET stock = stock - l.quantity FROM unnest($1, $2) AS l (id, quantity) WHERE p.id = l.id")
                {
                    Parameters = { new() { Value = ids }, new() { Value = quantities } },
                },
                new("INSERT INTO order_lines (order_id, product_id, name, price, quantity) SELECT $1, * FROM unnest($2, $3, $4, $5)")
                {
                    Parameters =
                    {
                        new() { Value = orderId },
                        new() { Value = ids },
                        new() { Value = lines.Select(line => line.Name).ToArray() },
                        new() { Value = lines.Select(line => line.Price).ToArray() },
                        new() { Value = quantities },
                    },
                },
                new("INSERT INTO payments (id, order_id, amount, token) VALUES ($1, $2, $3, $4)")
                {
                    Parameters = { new() { Value = paymentId }, new() { Value = orderId }, new() { Value = total }, new() { Value = paymentToken } },
                },
                JobQueue.AddCommand(ChargePayment.JobKind, ChargePayment.PayloadFor(paymentId)),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetFieldValue<DateTimeOffset>(0);
    }

    private async Task<CheckoutResult?> ExistingAsync(int userId, string idempotencyKey, string hash, CancellationToken cancellationToken) =>
        await orders.FindByKeyAsync(userId, idempotencyKey, cancellationToken) switch
        {
            null => null,
            var (order, existingHash) when existingHash == hash => new CheckoutResult.Repeated(order),
            _ => new CheckoutResult.KeyTaken(),
        };

    [LoggerMessage(EventId = 40, Level = LogLevel.Information, Message = "Order {OrderId} placed by user {UserId} for {Total} EUR")]
    private partial void LogPlaced(long orderId, int userId, decimal total);

    private sealed record LockedProduct(string Name, decimal Price, int Stock);
}

/// <summary>A product of which there is less than was asked for; 0 when it does not exist.</summary>
internal sealed record Shortage(int ProductId, int Requested, int Available);

/// <summary>How a checkout ended.</summary>
internal abstract record CheckoutResult
{
    /// <summary>The order is new.</summary>
    public sealed record Placed(Order Order) : CheckoutResult;

    /// <summary>The same request was made before; this is its order.</summary>
    public sealed record Repeated(Order Order) : CheckoutResult;

    /// <summary>The idempotency key was used for another content.</summary>
    public sealed record KeyTaken : CheckoutResult;

    /// <summary>There is not enough of something.</summary>
    public sealed record Short(IReadOnlyList<Shortage> Shortages) : CheckoutResult;

    /// <summary>The order is worth more than can be kept.</summary>
    public sealed record TooDear(decimal Total) : CheckoutResult;

    /// <summary>The cart cannot be bought as it is.</summary>
    public sealed record Wrong(Dictionary<string, string[]> Problems) : CheckoutResult;
}
