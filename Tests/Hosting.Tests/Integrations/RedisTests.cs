using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Redis;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.AppHost;
using Platform.Hosting.Tests.ApplicationModel;
using Platform.Hosting.Tests.Containers;
using Platform.Hosting.Tests.Orchestration;

namespace Platform.Hosting.Tests.Integrations;

public class RedisTests
{
    private static readonly string s_tag = ContainerImages.Redis.Tag;

    [Fact]
    public async Task A_server_wants_its_password_and_keeps_its_data_in_a_volume()
    {
        await Docker.RequireImageAsync(ContainerImages.Redis);
        var volume = $"platform-test-{Guid.NewGuid():n}";
        try
        {
            for (var run = 1; run <= 2; run++)
            {
                await using var application = await EngineApplication.StartAsync(builder => builder.AddRedis("redis").WithImageTag(s_tag).WithDataVolume(volume));
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
    public async Task A_server_that_takes_connections_and_does_not_answer_becomes_unhealthy()
    {
        await Docker.RequireImageAsync(ContainerImages.Redis);
        await using var application = await EngineApplication.StartAsync(builder =>
            builder.AddRedis("redis", password: builder.AddParameter("password", "two words $HOME", secret: true)).WithImageTag(s_tag));
        var container = (string)RunTests.Property(await application.UntilHealthyAsync("redis"), "container.id")!;
        await Docker.LinesAsync("kill", "--signal", "STOP", container);

        await application.UntilAsync("redis", s => s.HealthStatus is HealthStatus.Unhealthy);

        await Docker.LinesAsync("kill", "--signal", "CONT", container);
        await application.UntilHealthyAsync("redis");
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

        Assert.Equal(["exec", "redis-server", "--requirepass", "\"$REDIS_PASSWORD\"", "--save", "10", "5"], await redis.ArgumentsAsync());
    }

    [Fact]
    public async Task Modules_are_loaded_by_their_path_in_the_container()
    {
        var redis = Model.NewBuilder().AddRedis("redis").WithModule(RedisModules.Json).WithModule("/my modules/own.so").WithModule(RedisModules.Json);

        Assert.Equal(["--loadmodule", "'/usr/local/lib/redis/modules/rejson.so'", "--loadmodule", "'/my modules/own.so'"], (await redis.ArgumentsAsync()).TakeLast(4));
        Assert.Throws<ArgumentException>(() => redis.WithModule("rejson.so"));
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

        Assert.Equal(2, builder.Resources.Count(r => r is RedisInsightResource or RedisCommanderResource && r.HasAnnotationOfType<ManifestPublishingCallbackAnnotation>()));
        Assert.Equal("second.dev.internal", insight["RI_REDIS_HOST2"]);
        Assert.Equal("6379", insight["RI_REDIS_PORT2"]);
        Assert.Equal("secret", insight["RI_REDIS_PASSWORD1"]);
        Assert.Equal("first:first.dev.internal:6379:0:secret,second:second.dev.internal:6379:0:secret", commander["REDIS_HOSTS"]);
    }

    [Fact]
    public async Task The_pages_reach_both_servers()
    {
        await Docker.RequireAsync();
        await using var application = await EngineApplication.StartAsync(builder =>
        {
            var password = builder.AddParameter("password", "secret", secret: true);
            foreach (var name in (string[])["first", "second"])
            {
                builder.AddRedis(name, password: password).AsBox($"mkdir -p /www; echo {name} answers > /www/index.html; exec httpd -f -p 6379 -h /www")
                    .WithRedisInsight(page => page.AsBox(Reading("$RI_REDIS_HOST1:$RI_REDIS_PORT1 $RI_REDIS_HOST2:$RI_REDIS_PORT2") + "echo $RI_REDIS_PASSWORD2"))
                    .WithRedisCommander(page => page.AsBox(Reading("first.dev.internal:6379 second.dev.internal:6379") + "echo $REDIS_HOSTS"));
            }
        });

        var insight = await application.LogUntilAsync("redisinsight", l => l == "secret");
        var commander = await application.LogUntilAsync("rediscommander", l => l == "first:first.dev.internal:6379:0:secret,second:second.dev.internal:6379:0:secret");

        Assert.All((string[])["first answers", "second answers"], line =>
        {
            Assert.Contains(line, insight);
            Assert.Contains(line, commander);
        });

        static string Reading(string servers) => $"for server in {servers}; do until wget -qO- http://$server/index.html; do sleep 1; done; done; ";
    }
}
