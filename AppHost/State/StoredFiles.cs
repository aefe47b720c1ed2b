using System.Globalization;
using System.Text;
using Platform.AppHost.Snapshots;
using Platform.ServiceDefaults;
using Platform.Tools;

namespace Platform.AppHost.State;

/// <summary>What wrote the files of a store, as they tell themselves.</summary>
/// <param name="Program">The server, as in <see cref="StoreVersion"/>.</param>
/// <param name="Version">The version of its files; null where they do not tell.</param>
internal sealed record StoredFiles(string Program, string? Version)
{
    /// <summary>Short, for the name of a folder.</summary>
    public string Label => Program switch
    {
        StoreVersions.PostgreSQL => Version!,
        nameof(RedisKind.Redis) => $"rdb-{Version}",
        _ => Program.ToLowerInvariant(),
    };

    public override string ToString() => Program switch
    {
        StoreVersions.PostgreSQL => $"{Program} {Version}",
        nameof(RedisKind.Redis) => $"{Program} (RDB version {Version})",
        _ => Program,
    };

    /// <summary>What a store writes.</summary>
    public static StoredFiles Of(StoreVersion store) => new(store.Program, store.Version);

    /// <summary>Looks into the data folder of a store; null where nothing is to be told of it.</summary>
    /// <exception cref="PlatformException">It cannot be read.</exception>
    public static StoredFiles? Find(string store, string folder)
    {
        try
        {
            return store switch
            {
                _ when !Directory.Exists(folder) => null,
                ResourceNames.Postgres => FindPostgres(folder),
                ResourceNames.Redis => FindRedis(folder),
                _ => null,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException($"The data in {folder} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Whether a store can go on with them.</summary>
    public bool CanBeReadBy(StoreVersion store) => Version is null ? Program == store.Program : StoreVersions.CanRead(store, Program, Version);

    private static StoredFiles? FindPostgres(string folder)
    {
        var file = Path.Combine(folder, "PG_VERSION");
        return File.Exists(file) ? new(StoreVersions.PostgreSQL, File.ReadAllText(file).Trim()) : null;
    }

    // Redis has RDB files, alone or at the base of its log of commands. Garnet has folders of its own.
    private static StoredFiles? FindRedis(string folder)
    {
        const string settings = "redis.conf", log = "appendonlydir";
        var logFolder = Path.Combine(folder, log);
        string[] files = [Path.Combine(folder, "dump.rdb"), .. Directory.Exists(logFolder) ? Directory.EnumerateFiles(logFolder, "*.base.rdb") : []];
        var versions = files.Where(File.Exists).Select(RdbVersion).OfType<int>().ToArray();
        return versions.Length > 0 ? new(nameof(RedisKind.Redis), versions.Max().ToString(CultureInfo.InvariantCulture))
            : files.Any(File.Exists) || Directory.Exists(logFolder) ? null
            : Directory.EnumerateFileSystemEntries(folder).Any(entry => Path.GetFileName(entry) is var name && name != settings && !name.StartsWith("temp-", StringComparison.Ordinal))
                ? new(nameof(RedisKind.Garnet), null)
                : null;
    }

    // REDIS0010...
    private static int? RdbVersion(string path)
    {
        const string magic = "REDIS";
        Span<byte> head = stackalloc byte[9];
        using var file = File.OpenRead(path);
        return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
            && head.StartsWith("REDIS"u8)
            && int.TryParse(Encoding.ASCII.GetString(head[magic.Length..]), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : null;
    }
}
