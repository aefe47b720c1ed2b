using Npgsql;
using Platform.Api.Catalogue;
using Platform.Api.Orders;

namespace Platform.Api.Payments;

/// <summary>Takes in what the provider tells: the payment, its order and, when declined, the stock change together and once.</summary>
internal sealed class PaymentNotices(NpgsqlDataSource database, CataloguePages pages)
{
    public const string Succeeded = "succeeded";
    public const string Declined = "declined";

    public async Task<NoticeResult> HandleAsync(PaymentNotice notice, CancellationToken cancellationToken)
    {
        if (notice.Status is not (Succeeded or Declined) || string.IsNullOrEmpty(notice.Id) || notice.Id.Length > 100)
        {
            return NoticeResult.Invalid;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockPaymentAsync(connection, notice, cancellationToken) is not { } payment)
        {
            return NoticeResult.Unknown;
        }

        if (payment.Amount != notice.Amount)
        {
            return NoticeResult.Invalid;
        }

        if (payment.Status != "pending" || !await RememberAsync(connection, notice, cancellationToken))
        {
            return NoticeResult.Known;
        }

        var products = await SettleAsync(connection, notice, payment.OrderId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        ShopTelemetry.PaymentSettled(notice.Status);
        await pages.ForgetAsync(products);
        return NoticeResult.Handled;
    }

    private static async Task<LockedPayment?> LockPaymentAsync(NpgsqlConnection connection, PaymentNotice notice, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT order_id, amount, status FROM payments WHERE id = $1 FOR UPDATE", connection);
        command.Parameters.Add(new() { Value = notice.PaymentId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new(reader.GetInt64(0), reader.GetDecimal(1), reader.GetString(2)) : null;
    }

    private static async Task<bool> RememberAsync(NpgsqlConnection connection, PaymentNotice notice, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO payment_notices (id, payment_id) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING", connection);
        command.Parameters.Add(new() { Value = notice.Id });
        command.Parameters.Add(new() { Value = notice.PaymentId });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    // An order that was called off meanwhile stays called off.
    private static async Task<IReadOnlyList<int>> SettleAsync(
        NpgsqlConnection connection, PaymentNotice notice, long orderId, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("UPDATE payments SET status = $2, settled_at = now() WHERE id = $1")
                {
                    Parameters = { new() { Value = notice.PaymentId }, new() { Value = notice.Status } },
                },
                new("UPDATE orders SET status = $2, updated_at = now() WHERE id = $1 AND status = 'pending' RETURNING id")
                {
                    Parameters =
                    {
                        new() { Value = orderId },
                        new() { Value = notice.Status == Succeeded ? OrderStatus.Paid : OrderStatus.Declined },
                    },
                },
            },
        };
        var changed = await batch.ExecuteScalarAsync(cancellationToken) is not null;
        return changed && notice.Status == Declined ? await OrderChanges.ReturnStockAsync(connection, orderId, cancellationToken) : [];
    }

    private sealed record LockedPayment(long OrderId, decimal Amount, string Status);
}

/// <summary>What became of a notice.</summary>
internal enum NoticeResult
{
    /// <summary>It changed the payment.</summary>
    Handled,

    /// <summary>It was handled before.</summary>
    Known,

    /// <summary>There is no such payment.</summary>
    Unknown,

    /// <summary>Its content cannot be right.</summary>
    Invalid,
}
