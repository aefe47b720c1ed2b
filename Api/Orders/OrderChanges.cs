using Npgsql;
using Platform.Api.Catalogue;
using Platform.Api.Jobs;
using Platform.Api.Payments;

namespace Platform.Api.Orders;

/// <summary>Moves an order from one state to the next; what was reserved for it goes back on the shelf when it comes to nothing.</summary>
internal sealed partial class OrderChanges(NpgsqlDataSource database, JobQueue jobs, CataloguePages pages, ILogger<OrderChanges> logger)
{
    /// <summary>
    /// Calls off an order that is not shipped: its payment is not charged any more, or given back. False when there is none in such
    /// a state.
    /// </summary>
    /// <param name="id">The order.</param>
    /// <param name="userId">Whose it must be; null for anybody's.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<bool> CancelAsync(long id, int? userId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // The payment is locked first, as a notice about it does, so that neither waits for the other for ever.
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("SELECT id FROM payments WHERE order_id = $1 FOR UPDATE") { Parameters = { new() { Value = id } } },
                new(
                    """
                    UPDATE orders SET status = 'cancelled', updated_at = now()
                    WHERE id = $1 AND status IN ('pending', 'paid') AND ($2::int IS NULL OR user_id = $2)
                    """)
                {
                    Parameters =
                    {
                        new() { Value = id },
                        new() { Value = (object?)userId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer },
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        if (batch.BatchCommands[1].RecordsAffected == 0)
        {
            return false;
        }

        var refunds = await EndPaymentAsync(connection, id, cancellationToken);
        var products = await ReturnStockAsync(connection, id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogCalledOff(id);
        if (refunds)
        {
            jobs.Announce();
        }

        await pages.ForgetAsync(products);
        return true;
    }

    /// <summary>Marks a paid order as shipped. False when it is not paid.</summary>
    public async Task<bool> ShipAsync(long id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "UPDATE orders SET status = 'shipped', updated_at = now() WHERE id = $1 AND status = 'paid'");
        command.Parameters.Add(new() { Value = id });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Puts the products of an order back on the shelf; part of the caller's transaction. Returns their ids.</summary>
    public static async Task<IReadOnlyList<int>> ReturnStockAsync(NpgsqlConnection connection, long orderId, CancellationToken cancellationToken)
    {
        // Locked in the order of their ids, as a checkout does, so that neither waits for the other for ever.
        await using var command = new NpgsqlCommand(
            """
            WITH locked AS (
                SELECT p.id FROM products p JOIN order_lines l ON l.product_id = p.id WHERE l.order_id = $1 ORDER BY p.id FOR NO KEY UPDATE OF p)
            UPDATE products p SET stock = p.stock + l.quantity
            FROM locked JOIN order_lines l ON l.product_id = locked.id AND l.order_id = $1
            WHERE p.id = locked.id RETURNING p.id
            """, connection);
        command.Parameters.Add(new() { Value = orderId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<int> products = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            products.Add(reader.GetInt32(0));
        }

        return products;
    }

    // True when a job was added that gives the money back.
    private static async Task<bool> EndPaymentAsync(NpgsqlConnection connection, long orderId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE payments SET status = CASE status WHEN 'pending' THEN 'cancelled' ELSE 'refunding' END, settled_at = now()
            WHERE order_id = $1 AND status IN ('pending', 'succeeded') RETURNING CASE status WHEN 'refunding' THEN id END
            """, connection);
        command.Parameters.Add(new() { Value = orderId });
        if (await command.ExecuteScalarAsync(cancellationToken) is not Guid paymentId)
        {
            return false;
        }

        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { JobQueue.AddCommand(RefundPayment.JobKind, ChargePayment.PayloadFor(paymentId)) } };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    [LoggerMessage(EventId = 43, Level = LogLevel.Information, Message = "Order {OrderId} called off")]
    private partial void LogCalledOff(long orderId);
}
