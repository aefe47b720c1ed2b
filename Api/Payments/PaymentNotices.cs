using Npgsql;
using Platform.Api.Catalogue;
using Platform.Api.Jobs;
using Platform.Api.Orders;

namespace Platform.Api.Payments;

/// <summary>Takes in what the provider tells: the payment, its order and, when declined, the stock change together and once.</summary>
internal sealed partial class PaymentNotices(NpgsqlDataSource database, JobQueue jobs, CataloguePages pages, ILogger<PaymentNotices> logger)
{
    public async Task<NoticeResult> HandleAsync(PaymentNotice notice, CancellationToken cancellationToken)
    {
        if (notice.Status is not (PaymentStatus.Succeeded or PaymentStatus.Declined or PaymentStatus.Refunded) || string.IsNullOrEmpty(notice.Id) || notice.Id.Length > 100)
        {
            return NoticeResult.Invalid;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockPaymentAsync(connection, notice, cancellationToken) is not { } payment)
        {
            return NoticeResult.Unknown;
        }

        if (payment.Amount != notice.Amount || IsOutOfPlace(payment.Status, notice.Status))
        {
            return NoticeResult.Invalid;
        }

        if (Next(payment.Status, notice.Status) is not { } next || !await RememberAsync(connection, notice, cancellationToken))
        {
            return NoticeResult.Known;
        }

        var products = await SettleAsync(connection, notice, payment.OrderId, next, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        ShopTelemetry.PaymentSettled(notice.Status);
        LogSettled(notice.PaymentId, payment.OrderId, next);
        if (next == PaymentStatus.Refunding)
        {
            jobs.Announce();
        }

        await pages.ForgetAsync(products);
        return NoticeResult.Handled;
    }

    // What the notice makes of the payment; null when it tells nothing new.
    private static string? Next(string payment, string notice) => (payment, notice) switch
    {
        (PaymentStatus.Pending, PaymentStatus.Succeeded or PaymentStatus.Declined) => notice,

        // The provider was charging while the order was called off.
        (PaymentStatus.Cancelled, PaymentStatus.Succeeded) => PaymentStatus.Refunding,
        (PaymentStatus.Refunding, PaymentStatus.Refunded) => PaymentStatus.Refunded,
        _ => null,
    };

    private static bool IsOutOfPlace(string payment, string notice) =>
        notice == PaymentStatus.Refunded && payment is not (PaymentStatus.Refunding or PaymentStatus.Refunded);

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

    private static async Task<IReadOnlyList<int>> SettleAsync(
        NpgsqlConnection connection, PaymentNotice notice, long orderId, string next, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("UPDATE payments SET status = $2, settled_at = now() WHERE id = $1")
                {
                    Parameters = { new() { Value = notice.PaymentId }, new() { Value = next } },
                },
            },
        };
        if (next is PaymentStatus.Succeeded or PaymentStatus.Declined)
        {
            batch.BatchCommands.Add(new("UPDATE orders SET status = $2, updated_at = now() WHERE id = $1 AND status = 'pending'")
            {
                Parameters = { new() { Value = orderId }, new() { Value = next == PaymentStatus.Succeeded ? OrderStatus.Paid : OrderStatus.Declined } },
            });
        }
        else if (next == PaymentStatus.Refunding)
        {
            batch.BatchCommands.Add(JobQueue.AddCommand(RefundPayment.JobKind, ChargePayment.PayloadFor(notice.PaymentId)));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);

        // Only what is still reserved goes back on the shelf.
        return next == PaymentStatus.Declined && batch.BatchCommands[^1].RecordsAffected == 1 ? await OrderChanges.ReturnStockAsync(connection, orderId, cancellationToken) : [];
    }

    [LoggerMessage(EventId = 42, Level = LogLevel.Information, Message = "Payment {PaymentId} of order {OrderId} is {Status}")]
    private partial void LogSettled(Guid paymentId, long orderId, string status);

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
