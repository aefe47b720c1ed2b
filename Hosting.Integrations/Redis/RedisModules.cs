namespace Aspire.Hosting;

/// <summary>Modules that are in the image from version 8 on, for <see cref="RedisBuilderExtensions.WithModule"/>.</summary>
public static class RedisModules
{
    private const string Folder = "/usr/local/lib/redis/modules";

    /// <summary>Bloom and cuckoo filters, and other structures that answer with a probability.</summary>
    public const string BloomFilter = $"{Folder}/redisbloom.so";

    /// <summary>JSON documents.</summary>
    public const string Json = $"{Folder}/rejson.so";

    /// <summary>Search and secondary indexes.</summary>
    public const string Search = $"{Folder}/redisearch.so";

    /// <summary>Time series.</summary>
    public const string TimeSeries = $"{Folder}/redistimeseries.so";
}
