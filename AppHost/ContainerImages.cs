using System.Globalization;

namespace Platform.AppHost;

/// <summary>
/// Every container image that is used, pinned to a version; <c>Hosting.Integrations/</c> has this file as well. A version is raised
/// here, together with its stand-in in <c>Tests/images/</c>.
/// </summary>
internal static class ContainerImages
{
    /// <summary>The same major version as the process form's: its data can be used by either.</summary>
    public static readonly ContainerImage Postgres = new("library/postgres", "17.10");

    public static readonly ContainerImage Redis = new("library/redis", "7.0.15");

    /// <summary>MinIO; its images left the default registry in September 2026, and this is the last common release.</summary>
    public static readonly ContainerImage Storage = new("minio/minio", "RELEASE.2025-09-07T16-13-09Z", "quay.io");

    /// <summary>From 9.1 on an index template may say that there is no failure store; Kibana and Logstash have the same version.</summary>
    public static readonly ContainerImage Elasticsearch = new("library/elasticsearch", "9.1.4");

    public static readonly ContainerImage Kibana = new("library/kibana", "9.1.4");

    public static readonly ContainerImage Logstash = new("library/logstash", "9.1.4");

    public static readonly ContainerImage Prometheus = new("prom/prometheus", "v2.53.5");

    public static readonly ContainerImage Grafana = new("grafana/grafana", "12.2.0");

    /// <summary>What <c>AddPostgres</c> of <c>Hosting.Integrations/</c> means by itself: the image of the official integration, as those below.</summary>
    public static readonly ContainerImage IntegrationPostgres = new("library/postgres", "18.3");

    public static readonly ContainerImage PgAdmin = new("dpage/pgadmin4", "9.15.0");

    public static readonly ContainerImage PgWeb = new("sosedoff/pgweb", "0.17.0");

    /// <summary>Likewise, of <c>AddRedis</c>.</summary>
    public static readonly ContainerImage IntegrationRedis = new("library/redis", "8.6");

    public static readonly ContainerImage RedisInsight = new("redis/redisinsight", "3.4");

    /// <summary>Its last release; the official integration takes whatever is the newest.</summary>
    public static readonly ContainerImage RedisCommander = new("joeferner/redis-commander", "0.9.1", "ghcr.io");
}

/// <summary>An image of a registry.</summary>
/// <param name="Name">Its path in the registry, such as <c>library/redis</c>.</param>
/// <param name="Tag">Its version.</param>
/// <param name="Registry">The registry's host name.</param>
internal sealed record ContainerImage(string Name, string Tag, string Registry = "docker.io")
{
    /// <summary>The first number of the version, such as 17.</summary>
    public int MajorVersion => int.Parse(Tag.Split('.')[0], CultureInfo.InvariantCulture);
}
