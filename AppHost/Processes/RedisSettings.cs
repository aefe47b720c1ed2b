using System.Security.Cryptography;
using System.Text;
using Platform.AppHost.State;
using Platform.Tools;

namespace Platform.AppHost.Processes;

/// <summary>The server's settings. They hold the password, which a command line would show to everybody, so they go into a file.</summary>
/// <param name="kind">The server.</param>
/// <param name="dataFolder">Where its data is.</param>
/// <param name="port">Where it listens.</param>
/// <param name="password">Everybody needs it.</param>
/// <param name="exporterPassword">The password of the exporter's user.</param>
/// <param name="isTest">Nothing of it needs to survive.</param>
/// <param name="containerFolder">The same folder as a container sees it; null for a process.</param>
internal sealed class RedisSettings(RedisKind kind, string dataFolder, int port, string password, string exporterPassword, bool isTest, string? containerFolder = null)
{
    /// <summary>The user of the exporter: asks for statistics, and touches no key.</summary>
    public const string ExporterUser = "exporter";

    private const string FileName = "redis.conf";

    private string FilePath => Path.Combine(dataFolder, FileName);

    /// <summary>The command line that reads the file.</summary>
    public string[] Arguments => containerFolder is not null ? ["redis-server", $"{containerFolder}/{FileName}"] : kind is RedisKind.Redis ? [FilePath]
        : ["--config-import-path", FilePath, "--config-import-format", "RedisConf", "--auth", "Password", "--memory", "256m",
            // The device that it takes by itself on Linux needs a library that few machines have.
            "--device-type", "RandomAccess", "--checkpointdir", dataFolder, .. isTest ? Array.Empty<string>() : ["--aof", "--recover"]];

    /// <summary>Writes the file, at every start.</summary>
    public void Write()
    {
        OwnerOnly.CreateFolder(dataFolder);
        OwnerOnly.WriteAllText(FilePath, kind is RedisKind.Redis ? Basic + Exporter + Memory + (isTest ? Volatile : Persistent) : Basic);
    }

    private string Basic => $"""
        # Written at every start.
        bind {(containerFolder is null ? "127.0.0.1" : "0.0.0.0")}
        port {port}
        requirepass {password}

        """;

    private string Exporter => $"""
        user {ExporterUser} on #{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(exporterPassword)))} +ping +info +client|setname +slowlog|len +slowlog|get +latency|latest +latency|histogram

        """;

    // It is a cache: when it is full, what was not used for longest goes.
    private string Memory => $"""
        dir "{containerFolder ?? dataFolder}"
        daemonize no
        maxmemory 256mb
        maxmemory-policy allkeys-lru

        """;

    private const string Persistent = """
        appendonly yes
        appendfsync everysec
        save 3600 1 300 100 60 10000

        """;

    private const string Volatile = """
        appendonly no
        save ""

        """;
}
