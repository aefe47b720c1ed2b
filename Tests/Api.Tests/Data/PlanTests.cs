using Npgsql;
using Platform.Api.Data;
using Platform.Api.Data.Seeding;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Data;

/// <summary>The queries that people wait for use their indexes when there are many products.</summary>
public sealed class PlanTests(TestServers servers)
{
    [Fact]
    public async Task Hot_queries_use_their_indexes_at_a_hundred_thousand_products()
    {
        await using var connection = new NpgsqlConnection(await servers.CreateDatabaseAsync());
        await connection.OpenAsync();
        await new Seeder(connection).ApplyAsync(193, default);
        await connection.ExecuteAsync(HotQueries.ManyOrdersAndJobs, default);
        Assert.True((await connection.QueryAsync("SELECT count(*) FROM products", row => row.GetInt64(0), default))[0] > 100_000);

        foreach (var query in HotQueries.All)
        {
            var plan = await query.ExplainAsync(connection);
            Assert.Contains(query.Index, plan);
            Assert.DoesNotContain("Seq Scan on products", plan);
        }
    }
}
