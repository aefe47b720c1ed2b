using Npgsql;
using Platform.Api.Data;
using Platform.Api.Jobs;

namespace Platform.Api.Payments;

/// <summary>
/// Asks the provider again about payments that have been open for too long: their job was put aside as dead while the provider did
/// not answer, or the provider took the request and its notice never came. Nothing is charged twice, because the payment's ID goes
/// with every request.
/// </summary>
internal sealed partial class PaymentSweep(
    NpgsqlDataSource database, JobQueue jobs, PaymentSettings settings, IHostApplicationLifetime lifetime, ILogger<PaymentSweep> logger)
    : PeriodicDatabaseWork(lifetime, Interval(settings))
{
    protected override Task DoAsync(CancellationToken cancellationToken) => AskAgainAsync(cancellationToken);

    /// <summary>Has every overdue payment that no job waits for worked on again. Returns how many there were.</summary>
    internal async Task<long> AskAgainAsync(CancellationToken cancellationToken)
    {
        // One replica at a time; the others need not wait for it.
        await using var command = database.CreateCommand(
            """
            WITH mine AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(7310003) AS locked),
            overdue AS MATERIALIZED (
                SELECT p.id::text AS id, CASE p.status WHEN 'pending' THEN 'payment.charge' ELSE 'payment.refund' END AS kind, o.correlation_id
                FROM payments p JOIN orders o ON o.id = p.order_id
                WHERE (SELECT locked FROM mine) AND p.status IN ('pending', 'refunding') AND p.created_at < now() - $1),
            waiting AS MATERIALIZED (
                SELECT kind, payload ->> 'paymentId' AS id FROM jobs WHERE status IN ('queued', 'running') AND kind IN ('payment.charge', 'payment.refund')),
            forgotten AS MATERIALIZED (SELECT id, kind, correlation_id FROM overdue WHERE (kind, id) NOT IN (SELECT kind, id FROM waiting WHERE id IS NOT NULL)),
            revived AS (
                UPDATE jobs j SET status = 'queued', attempts = 0, run_at = now(), finished_at = NULL
                FROM forgotten f WHERE j.status = 'dead' AND j.kind = f.kind AND j.payload ->> 'paymentId' = f.id RETURNING f.id),
            added AS (
                INSERT INTO jobs (kind, payload, correlation_id)
                SELECT kind, jsonb_build_object('paymentId', id), correlation_id FROM forgotten WHERE id NOT IN (SELECT id FROM revived) RETURNING id)
            SELECT (SELECT count(*) FROM revived) + (SELECT count(*) FROM added)
            """);
        command.Parameters.Add(new() { Value = TimeSpan.FromSeconds(settings.PendingSeconds) });
        var asked = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        if (asked > 0)
        {
            LogAskedAgain(asked, settings.PendingSeconds);
            jobs.Announce();
        }

        return asked;
    }

    // Half of what is too long, and at most a minute.
    private static TimeSpan Interval(PaymentSettings settings) => TimeSpan.FromSeconds(Math.Min(settings.PendingSeconds / 2.0, 60));

    [LoggerMessage(EventId = 41, Level = LogLevel.Warning, Message = "{Payments} payments have been open for more than {Seconds} s; the provider is asked again")]
    private partial void LogAskedAgain(long payments, int seconds);
}
