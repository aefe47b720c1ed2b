namespace Platform.ObjectStore;

/// <summary>Settings of the server, from arguments, the environment or configuration files. Validated at start.</summary>
internal sealed record StoreOptions
{
    public const int MinSecretLength = 8;

    public required string AccessKey { get; init; }

    public required string SecretKey { get; init; }

    /// <summary>Where everything is kept.</summary>
    public required string DataDirectory { get; init; }

    public string Region { get; init; } = "us-east-1";

    /// <summary>Survive a power loss too: flush files and directories before answering.</summary>
    public bool FlushToDisk { get; init; }

    /// <summary>Host names under which a bucket is a subdomain.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>How often lifecycle rules are applied.</summary>
    public TimeSpan LifecycleInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Length of a lifecycle day. Shorter than 24 hours, days are not rounded up to midnight; for tests.</summary>
    public TimeSpan LifecycleDay { get; init; } = TimeSpan.FromDays(1);

    /// <exception cref="OptionsException">One or more settings are missing or wrong; the message names them all.</exception>
    public static StoreOptions Read(IConfiguration configuration)
    {
        var errors = new List<string>();
        var accessKey = First(configuration, "access-key", "OBJECTSTORE_ACCESS_KEY", "AWS_ACCESS_KEY_ID");
        var secretKey = First(configuration, "secret-key", "OBJECTSTORE_SECRET_KEY", "AWS_SECRET_ACCESS_KEY");
        var data = First(configuration, "data", "OBJECTSTORE_DATA");
        if (accessKey is null)
        {
            errors.Add("No access key: pass --access-key or set OBJECTSTORE_ACCESS_KEY.");
        }
        else if (accessKey.Length < 3 || accessKey.AsSpan().IndexOfAny("/ ,=") >= 0)
        {
            errors.Add($"The access key \"{accessKey}\" must have at least 3 characters and no slash, comma, space or equals sign.");
        }
        if (secretKey is null)
        {
            errors.Add("No secret key: pass --secret-key or set OBJECTSTORE_SECRET_KEY.");
        }
        else if (secretKey.Length < MinSecretLength)
        {
            errors.Add($"The secret key has {secretKey.Length} characters, it needs at least {MinSecretLength}.");
        }
        if (data is null)
        {
            errors.Add("No data directory: pass --data or set OBJECTSTORE_DATA.");
        }
        var durability = configuration["durability"] ?? "process";
        if (durability is not ("process" or "full"))
        {
            errors.Add($"--durability is \"{durability}\", expected process (survives a crash of the server) or full (survives a power loss too).");
        }
        var interval = Seconds(configuration, "lifecycle-interval", TimeSpan.FromMinutes(1), errors);
        var day = Seconds(configuration, "lifecycle-day", TimeSpan.FromDays(1), errors);
        if (errors.Count > 0)
        {
            throw new OptionsException(string.Join(Environment.NewLine, errors));
        }
        var region = First(configuration, "region", "OBJECTSTORE_REGION", "AWS_REGION") ?? "us-east-1";
        return new StoreOptions
        {
            AccessKey = accessKey!,
            SecretKey = secretKey!,
            DataDirectory = Path.GetFullPath(data!),
            Region = region,
            FlushToDisk = durability == "full",
            Domains = DomainsFor(configuration["domain"], region),
            LifecycleInterval = interval,
            LifecycleDay = day,
        };
    }

    private static List<string> DomainsFor(string? own, string region)
    {
        List<string> domains = ["s3.localhost", "localhost", "127.0.0.1", "s3.amazonaws.com", $"s3.{region}.amazonaws.com"];
        domains.InsertRange(0, (own ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        // The longest first, or "localhost" would take "s3.localhost" for a bucket.
        return [.. domains.OrderByDescending(domain => domain.Length)];
    }

    private static TimeSpan Seconds(IConfiguration configuration, string name, TimeSpan otherwise, List<string> errors)
    {
        var text = configuration[name];
        if (text is null)
        {
            return otherwise;
        }
        if (double.TryParse(text, out var seconds) && seconds is > 0 and <= 86400)
        {
            return TimeSpan.FromSeconds(seconds);
        }
        errors.Add($"--{name} is \"{text}\", expected a number of seconds up to 86400.");
        return otherwise;
    }

    private static string? First(IConfiguration configuration, params string[] names) =>
        names.Select(name => configuration[name]).FirstOrDefault(value => !string.IsNullOrEmpty(value));
}

/// <summary>Settings that the server cannot start with.</summary>
internal sealed class OptionsException(string message) : Exception(message);
