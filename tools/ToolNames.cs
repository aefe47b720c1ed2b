namespace Platform.Tools;

/// <summary>The names of the tools declared in <c>tools.json</c>.</summary>
public static class ToolNames
{
    /// <summary>DCP, the Aspire dashboard and the <c>aspire</c> CLI.</summary>
    public const string Engine = "engine";

    /// <summary>The PostgreSQL 17 server.</summary>
    public const string Postgres = "postgres";

    /// <summary>The Redis 7 server, or a server that speaks its protocol where Redis cannot be had.</summary>
    public const string Redis = "redis";

    /// <summary>Prometheus and <c>promtool</c>.</summary>
    public const string Prometheus = "prometheus";

    /// <summary>The scripts and styles of Prometheus's pages, to be laid over <c>/usr/share</c>; it has no program.</summary>
    public const string PrometheusPages = "prometheus-pages";

    /// <summary>Alertmanager and <c>amtool</c>. It needs the files of its folder <c>usr/share</c> under <c>/usr/share</c>.</summary>
    public const string Alertmanager = "alertmanager";

    /// <summary><c>postgres_exporter</c>.</summary>
    public const string PostgresExporter = "postgres-exporter";

    /// <summary><c>redis_exporter</c>.</summary>
    public const string RedisExporter = "redis-exporter";

    /// <summary><c>node_exporter</c>.</summary>
    public const string MachineExporter = "machine-exporter";

    /// <summary><c>blackbox_exporter</c>.</summary>
    public const string BlackboxExporter = "blackbox-exporter";

    /// <summary><c>wrk</c>, which loads a server with requests; for benchmarks.</summary>
    public const string Wrk = "wrk";

    /// <summary>Adminer, a page that administers databases, with the PHP that runs it.</summary>
    public const string Adminer = "adminer";

    /// <summary>PowerShell 7, <c>pwsh</c>; for the tests of the scripts.</summary>
    public const string PowerShell = "powershell";
}
