using Npgsql;
using Platform.Api.Data;

namespace Platform.Api.Orders;

/// <summary>Measures the orders of the last 24 hours.</summary>
internal sealed class OrderMonitor(NpgsqlDataSource database, IHostApplicationLifetime lifetime) : DatabaseMonitor(lifetime)
{
    protected override async Task DoAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT count(*), coalesce(sum(total) FILTER (WHERE status NOT IN ('declined', 'cancelled')), 0)::float8
            FROM orders WHERE created_at > now() - interval '24 hours'
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        ShopTelemetry.Set(new(reader.GetInt64(0), reader.GetDouble(1)));
    }
}
