using Npgsql;

namespace Platform.Tests.InProcess;

/// <summary>Environments next to each other.</summary>
public sealed class SeveralApplicationsTests
{
    [Fact]
    public async Task Three_environments_at_once_do_not_meet()
    {
        var started = await Task.WhenAll(ShopFixture.StartAsync(), ShopFixture.StartAsync(), ShopFixture.StartAsync());
        try
        {
            var connections = await Task.WhenAll(started.Select(async s => new NpgsqlConnectionStringBuilder(await s.App.GetConnectionStringAsync(ResourceNames.ShopDb))));
            Assert.Equal(3, connections.Select(c => c.Port).Distinct().Count());
            Assert.Equal(3, connections.Select(c => c.Password).Distinct().Count());
            Assert.Equal(3, started.Select(s => s.App.GetEndpoint(ResourceNames.Api)).Distinct().Count());

            // What is written to one is not in the others.
            await using (var first = NpgsqlDataSource.Create(connections[0].ConnectionString))
            {
                await using var rename = first.CreateCommand("update products set name = 'only here' where id = (select min(id) from products)");
                Assert.Equal(1, await rename.ExecuteNonQueryAsync());
            }

            foreach (var other in connections[1..])
            {
                await using var database = NpgsqlDataSource.Create(other.ConnectionString);
                await using var count = database.CreateCommand("select count(*) from products where name = 'only here'");
                Assert.Equal(0L, await count.ExecuteScalarAsync());
            }
        }
        finally
        {
            foreach (var (builder, app) in started)
            {
                await app.DisposeAsync();
                await builder.DisposeAsync();
            }
        }
    }
}
