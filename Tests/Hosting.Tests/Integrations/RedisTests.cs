using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Redis;
using Platform.Hosting.Tests.ApplicationModel;
using Platform.Hosting.Tests.Containers;
using Platform.Hosting.Tests.Orchestration;

namespace Platform.Hosting.Tests.Integrations;

public class RedisTests
{
    private const string Tag = "7.0.15";

    [Fact]
    public async Task A_server_wants_its_password_and_keeps_its_data_in_a_volume()
    {
        await Docker.RequireImageAsync($"docker.io/library/redis:{Tag}");
        var volume = $"platform-test-{Guid.NewGuid():n}";
        try
        {
            for (var run = 1; run <= 2; run++)
            {
                await using var application = await EngineApplication.StartAsync(builder => builder.AddRedis("redis").WithImageTag(Tag).WithDataVolume(volume));
                var healthy = await application.UntilHealthyAsync("redis");
                var container = (string)RunTests.Property(healthy, "container.id")!;

                Assert.Contains("NOAUTH", string.Concat(await Docker.LinesAsync("exec", container, "redis-cli", "GET", "key")), StringComparison.Ordinal);
                var answer = await Docker.LinesAsync("exec", container, "sh", "-c", run is 1 ? "REDISCLI_AUTH=$REDIS_PASSWORD redis-cli SET key kept" : "REDISCLI_AUTH=$REDIS_PASSWORD redis-cli GET key");
                Assert.Equal([run is 1 ? "OK" : "kept"], answer);
            }
        }
        finally
        {
            await Docker.RunAsync("volume", "rm", "--force", volume);
        }
    }

    [Fact]
    public async Task Connections_are_described_as_text_and_uri()
    {
        var builder = Model.NewBuilder();
        builder.Configuration["Parameters:password"] = "p@ss";
        var redis = builder.AddRedis("redis", 6380, builder.AddParameter("password", secret: true)).Allocate("tcp", 6380);

        Assert.Equal("localhost:6380,password=p@ss", await redis.Resource.ConnectionStringExpression.ValueAsync());
        Assert.Equal("redis://:p%40ss@localhost:6380", await redis.Resource.UriExpression.ValueAsync());
        Assert.Equal("localhost:6380", await redis.WithPassword(null).Resource.ConnectionStringExpression.ValueAsync());
    }

    [Fact]
    public async Task Persistence_is_told_to_the_server()
    {
        var redis = Model.NewBuilder().AddRedis("redis").WithPersistence(TimeSpan.FromSeconds(10), 5);

        Assert.Equal(["exec", "redis-server", "--requirepass", "$REDIS_PASSWORD", "--save", "10", "5"], await redis.ArgumentsAsync());
    }

    [Fact]
    public async Task The_pages_know_all_servers_and_come_once()
    {
        var builder = Model.NewBuilder();
        builder.Configuration["Parameters:password"] = "secret";
        var password = builder.AddParameter("password", secret: true);
        foreach (var name in (string[])["first", "second"])
        {
            var endpoint = builder.AddRedis(name, null, password).WithRedisInsight(page => page.WithHostPort(5541)).WithRedisCommander().Endpoint("tcp");
            endpoint.AllAllocatedEndpoints.AddOrUpdateAllocatedEndpoint(
                KnownNetworkIdentifiers.DefaultAspireContainerNetwork,
                new(endpoint, $"{name}.dev.internal", 6379, EndpointBindingMode.SingleAddress, "6379", KnownNetworkIdentifiers.DefaultAspireContainerNetwork));
        }

        var insight = await builder.CreateResourceBuilder(Assert.Single(builder.Resources.OfType<RedisInsightResource>())).EnvironmentAsync();
        var commander = await builder.CreateResourceBuilder(Assert.Single(builder.Resources.OfType<RedisCommanderResource>())).EnvironmentAsync();

        Assert.Equal("second.dev.internal", insight["RI_REDIS_HOST2"]);
        Assert.Equal("6379", insight["RI_REDIS_PORT2"]);
        Assert.Equal("secret", insight["RI_REDIS_PASSWORD1"]);
        Assert.Equal("first:first.dev.internal:6379:0:secret,second:second.dev.internal:6379:0:secret", commander["REDIS_HOSTS"]);
    }
}
