using Platform.ObjectStore.Lifecycle;
using Platform.ObjectStore.Locking;
using Platform.ObjectStore.Metadata;
using Platform.ObjectStore.Policy;

namespace Platform.ObjectStore.Buckets;

internal enum Versioning
{
    /// <summary>Never switched on.</summary>
    Off,
    Enabled,
    Suspended,
}

/// <summary>A bucket and its configurations. Immutable; a change makes a new one.</summary>
internal sealed class Bucket
{
    private const int Format = 1;
    private readonly Lazy<BucketPolicy?> _policy;
    private readonly Lazy<CorsConfiguration?> _cors;
    private readonly Lazy<LifecycleConfiguration?> _lifecycle;
    private readonly Lazy<LockConfiguration?> _lock;
    private readonly Lazy<PublicAccessBlock> _publicAccess;

    private Bucket(string name, DateTimeOffset created, Versioning versioning, IReadOnlyDictionary<string, string> configurations)
    {
        Name = name;
        Created = created;
        Versioning = versioning;
        Configurations = configurations;
        _policy = Parsed(Configuration.Policy, BucketPolicy.Parse);
        _cors = Parsed(Configuration.Cors, CorsConfiguration.Parse);
        _lifecycle = Parsed(Configuration.Lifecycle, LifecycleConfiguration.Parse);
        _lock = Parsed(Configuration.ObjectLock, LockConfiguration.Parse);
        _publicAccess = new(() => Configurations.TryGetValue(Configuration.PublicAccessBlock, out var text)
            ? PublicAccessBlock.Parse(text) : PublicAccessBlock.None);
    }

    public string Name { get; }

    public DateTimeOffset Created { get; }

    public Versioning Versioning { get; }

    /// <summary>Documents as they were put, by the names in <see cref="Configuration"/>.</summary>
    public IReadOnlyDictionary<string, string> Configurations { get; }

    public BucketPolicy? Policy => _policy.Value;

    public CorsConfiguration? Cors => _cors.Value;

    public LifecycleConfiguration? Lifecycle => _lifecycle.Value;

    /// <summary>Not null where object lock is enabled.</summary>
    public LockConfiguration? Lock => _lock.Value;

    public PublicAccessBlock PublicAccess => _publicAccess.Value;

    public bool EncryptsByDefault => Configurations.ContainsKey(Configuration.Encryption);

    public static Bucket Create(string name, DateTimeOffset created) =>
        new(name, created, Versioning.Off, new Dictionary<string, string>());

    public Bucket With(Versioning versioning) => new(Name, Created, versioning, Configurations);

    public Bucket With(string configuration, string? document)
    {
        var changed = new Dictionary<string, string>(Configurations);
        if (document is null)
        {
            changed.Remove(configuration);
        }
        else
        {
            changed[configuration] = document;
        }
        return new Bucket(Name, Created, Versioning, changed);
    }

    public byte[] ToBytes()
    {
        var writer = new RecordWriter();
        writer.Number(Format);
        writer.Time(Created);
        writer.Number((int)Versioning);
        writer.Pairs([.. Configurations]);
        return writer.ToArray();
    }

    public static Bucket FromBytes(string name, byte[] content)
    {
        var reader = new RecordReader(content);
        var format = reader.Number();
        if (format != Format)
        {
            throw new InvalidDataException($"Bucket {name} was stored in format {format}, this version reads format {Format}. Use the version that wrote it.");
        }
        return new Bucket(name, reader.Time(), (Versioning)reader.Number(), new Dictionary<string, string>(reader.Pairs()));
    }

    private Lazy<T?> Parsed<T>(string configuration, Func<string, T> parse)
        where T : class =>
        new(() => Configurations.TryGetValue(configuration, out var text) ? parse(text) : null);
}
