using Npgsql;
using Platform.Api.Data;

namespace Platform.Api.Orders;

/// <summary>Measures the orders of the last 24 hours.</summary>
internal sealed class OrderMonitor(NpgsqlDataSource database, IHostApplicationLifetime lifetime) : DatabaseMonitor(lifetime)
{
    // Those before it are older: ids grow with time. So only the first reading goes through all orders.
    private long _oldest;

    protected override async Task ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT count(*), coalesce(sum(total) FILTER (WHERE status NOT IN ('declined', 'cancelled')), 0)::float8, coalesce(min(id), 0)
            FROM orders WHERE id >= $1 AND created_at > now() - interval '24 hours'
            """);
        command.Parameters.Add(new() { Value = _oldest });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        ShopTelemetry.Set(new(reader.GetInt64(0), reader.GetDouble(1)));

        // A restored or reset database begins anew.
        _oldest = reader.GetInt64(2);
    }
}
