using Npgsql;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Payments;

public sealed class ManyPaymentsTests(TestServers servers) : IDisposable
{
    // More than an address may send in a minute.
    private const int Payments = 650;

    private readonly string _data = Directory.CreateTempSubdirectory("platform-api-data-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task All_payments_of_a_busy_minute_are_settled_and_so_is_one_that_was_forgotten()
    {
        var database = await servers.CreateDatabaseAsync();
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using (var place = new NpgsqlCommand(
            $"""
            WITH placed AS (
                INSERT INTO orders (user_id, status, total, idempotency_key, request_hash)
                SELECT 2, 'pending', 1.5, 'many-' || n, '' FROM generate_series(0, {Payments}) n RETURNING id, idempotency_key),
            lines AS (INSERT INTO order_lines (order_id, product_id, name, price, quantity) SELECT id, 1, 'Lamp', 1.5, 1 FROM placed),
            paid AS (
                INSERT INTO payments (id, order_id, amount, token, created_at)
                SELECT gen_random_uuid(), id, 1.5, 'tok_ok', now() - interval '1 hour' FROM placed RETURNING id, order_id)
            INSERT INTO jobs (kind, payload) SELECT 'payment.charge', jsonb_build_object('paymentId', paid.id)
            FROM paid JOIN placed ON placed.id = paid.order_id WHERE placed.idempotency_key <> 'many-0'
            """,
            connection))
        {
            await place.ExecuteNonQueryAsync();
        }

        await using var api = await ApiProcess.StartAsync(
            database, servers.Redis.NewDatabase(), _data, new Dictionary<string, string> { ["Jobs__Workers"] = "8", ["Payments__PendingSeconds"] = "2" });

        await Eventually.TrueAsync(
            async () => await CountAsync("payments WHERE status = 'pending'") == 0, "every payment is settled", seconds: 50);
        Assert.Equal(Payments + 1, await CountAsync("orders WHERE status = 'paid' AND idempotency_key LIKE 'many-%'"));
        Assert.Equal(0, await CountAsync("jobs WHERE status = 'dead'"));

        async Task<long> CountAsync(string what)
        {
            await using var command = new NpgsqlCommand($"SELECT count(*) FROM {what}", connection);
            return (long)(await command.ExecuteScalarAsync())!;
        }
    }
}
