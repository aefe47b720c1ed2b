namespace Platform.ServiceDefaults;

/// <summary>The name of every resource, written once: used by the AppHost, the services and the tests.</summary>
public static class ResourceNames
{
    /// <summary>The PostgreSQL server.</summary>
    public const string Postgres = "postgres";

    /// <summary>The shop's database on <see cref="Postgres"/>, and the name of its connection string.</summary>
    public const string ShopDb = "shopdb";

    /// <summary>The Redis server (cache, carts, rate-limit counters), and the name of its connection string.</summary>
    public const string Redis = "redis";

    /// <summary>The S3-compatible object storage, and the name of its connection string.</summary>
    public const string Storage = "storage";

    /// <summary>Applies pending migrations and the seed, and ends.</summary>
    public const string Migrations = "migrations";

    /// <summary>The shop's HTTP API.</summary>
    public const string Api = "api";

    /// <summary>Collects metrics.</summary>
    public const string Prometheus = "prometheus";

    /// <summary>Routes alerts to people.</summary>
    public const string Alertmanager = "alertmanager";

    /// <summary>Receives alerts as a chat would.</summary>
    public const string Chat = "chat";

    /// <summary>Answers Prometheus about <see cref="Postgres"/>.</summary>
    public const string PostgresExporter = "postgres-exporter";

    /// <summary>Answers Prometheus about <see cref="Redis"/>.</summary>
    public const string RedisExporter = "redis-exporter";

    /// <summary>Answers Prometheus about the machine.</summary>
    public const string MachineExporter = "machine-exporter";

    /// <summary>Probes addresses for Prometheus.</summary>
    public const string BlackboxExporter = "blackbox-exporter";

    /// <summary>Shows metrics.</summary>
    public const string Grafana = "grafana";

    /// <summary>Stores and searches log lines.</summary>
    public const string Elasticsearch = "elasticsearch";

    /// <summary>Ships log lines to <see cref="Elasticsearch"/>.</summary>
    public const string Logstash = "logstash";

    /// <summary>Shows log lines.</summary>
    public const string Kibana = "kibana";

    /// <summary>Sets up <see cref="Elasticsearch"/>, and ends.</summary>
    public const string LogSetup = "log-setup";

    /// <summary>Sends log files to <see cref="Elasticsearch"/>.</summary>
    public const string LogShipper = "log-shipper";

    /// <summary>Brings searches, dashboards and rules to <see cref="Kibana"/>, and ends.</summary>
    public const string KibanaSetup = "kibana-setup";

    /// <summary>Catches the mail that the environment sends.</summary>
    public const string Mail = "mail";

    /// <summary>Shows what is in <see cref="Redis"/>.</summary>
    public const string RedisBrowser = "redis-browser";

    /// <summary>The page that administers the database; optional.</summary>
    public const string DatabaseAdmin = "database-admin";
}
