namespace Platform.Hosting.Integrations.Redis;

/// <summary>The images of the official integration of Aspire 13.5.</summary>
internal static class RedisContainerImageTags
{
    public const string Registry = "docker.io";
    public const string Image = "library/redis";
    public const string Tag = "8.6";

    public const string RedisCommanderRegistry = "ghcr.io";
    public const string RedisCommanderImage = "joeferner/redis-commander";
    public const string RedisCommanderTag = "latest"; // there is no other that is kept up

    public const string RedisInsightImage = "redis/redisinsight";
    public const string RedisInsightTag = "3.4";
}
