using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Api.Data;

namespace Platform.Api.Orders;

/// <summary>Reads orders.</summary>
internal sealed class OrderQueries(NpgsqlDataSource database, ShopContextFactory contexts)
{
    /// <summary>One order; null when it does not exist or belongs to another user. Without a user id any order is shown.</summary>
    public async Task<Order?> FindAsync(long id, int? userId, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create();
        return await context.Orders.AsNoTracking()
            .Where(order => order.Id == id && (userId == null || order.UserId == userId))
            .Select(order => new Order(
                order.Id, order.Status, order.Total, order.CreatedAt,
                order.Lines.OrderBy(line => line.ProductId)
                    .Select(line => new OrderLine(line.ProductId, line.Name, line.Price, line.Quantity)).ToList()))
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>A page of orders, newest first; of one user, or of all.</summary>
    public async Task<OrderPage> ListAsync(int? userId, string? status, int page, int size, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create();
        var orders = context.Orders.AsNoTracking()
            .Where(order => (userId == null || order.UserId == userId) && (status == null || order.Status == status));
        var total = await orders.CountAsync(cancellationToken);
        var items = await orders.OrderByDescending(order => order.Id)
            .Skip((page - 1) * size).Take(size)
            .Select(order => new OrderSummary(order.Id, order.Status, order.Total, order.CreatedAt, order.Lines.Count, order.UserId))
            .ToListAsync(cancellationToken);
        return new(items, total, page, size);
    }

    /// <summary>The order that a request with this key made; null when there is none. On the path of a checkout, so plain SQL.</summary>
    public async Task<(Order Order, string RequestHash)?> FindByKeyAsync(int userId, string idempotencyKey, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT o.id, o.status, o.total, o.created_at, o.request_hash, l.product_id, l.name, l.price, l.quantity
            FROM orders o JOIN order_lines l ON l.order_id = o.id
            WHERE o.user_id = $1 AND o.idempotency_key = $2 ORDER BY l.product_id
            """);
        command.Parameters.Add(new() { Value = userId });
        command.Parameters.Add(new() { Value = idempotencyKey });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<OrderLine> lines = [];
        Order? order = null;
        var hash = "";
        while (await reader.ReadAsync(cancellationToken))
        {
            order ??= new(reader.GetInt64(0), reader.GetString(1), reader.GetDecimal(2), reader.GetFieldValue<DateTimeOffset>(3), lines);
            hash = reader.GetString(4);
            lines.Add(new(reader.GetInt32(5), reader.GetString(6), reader.GetDecimal(7), reader.GetInt32(8)));
        }

        return order is null ? null : (order, hash);
    }
}
