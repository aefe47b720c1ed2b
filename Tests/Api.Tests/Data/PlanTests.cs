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

        await CommonWordsAsync(connection);
    }

    // As among ten times as many products: the names are looked at first, and alone when they are enough; what is found is the same.
    private static async Task CommonWordsAsync(NpgsqlConnection connection)
    {
        HotQuery[] searches = [.. HotQueries.All.Where(query => query.Name is "search for a common word" or "search for a full name")];
        List<string> before = [];
        foreach (var search in searches)
        {
            before.Add(await search.AnswerAsync(connection));
        }

        await connection.ExecuteAsync("UPDATE product_words SET products = products * 10", default);

        List<string> after = [];
        foreach (var search in searches)
        {
            after.Add(await search.AnswerAsync(connection));
        }

        Assert.Equal(before, after);
        var plan = await searches.Single(search => search.Name == "search for a common word").ExplainAsync(connection, run: true);
        Assert.Matches(@"CTE early\n\s+->  Limit .*\(never executed\)", plan);
    }
}
