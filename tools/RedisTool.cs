namespace Platform.Tools;

/// <summary>Which server stands behind the name Redis.</summary>
public enum RedisKind
{
    /// <summary><c>redis-server</c>, version 7 or newer.</summary>
    Redis,

    /// <summary><c>garnet-server</c>, which speaks the Redis protocol but takes other command-line options.</summary>
    Garnet,
}

/// <summary>The Redis server.</summary>
public sealed class RedisTool
{
    internal RedisTool(InstalledTool tool)
    {
        Kind = tool.Programs.ContainsKey("garnet-server") ? RedisKind.Garnet : RedisKind.Redis;
        Server = tool.Programs[Kind is RedisKind.Garnet ? "garnet-server" : "redis-server"];
        Cli = tool.Programs.GetValueOrDefault("redis-cli");
        Version = tool.Version;
        Environment = Kind is RedisKind.Garnet ? DotnetHost.Environment : tool.Environment;
    }

    /// <summary>Which server it is.</summary>
    public RedisKind Kind { get; }

    /// <summary>The server program.</summary>
    public string Server { get; }

    /// <summary>The <c>redis-cli</c> program, or null where it did not come with the server.</summary>
    public string? Cli { get; }

    /// <summary>The version, such as <c>7.0.15</c> or, for Garnet, <c>garnet-2.2.5</c>.</summary>
    public string Version { get; }

    /// <summary>Environment variables that the programs need on top of the caller's own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }
}
