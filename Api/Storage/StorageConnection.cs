using System.Data.Common;

namespace Platform.Api.Storage;

/// <summary>Which object storage. The three differ in their address only.</summary>
internal enum StorageProvider
{
    /// <summary>A server of one's own at a given endpoint.</summary>
    Local,

    /// <summary>Amazon S3.</summary>
    Aws,

    /// <summary>Wasabi.</summary>
    Wasabi,
}

/// <summary>
/// <c>Endpoint=http://127.0.0.1:9000;AccessKey=...;SecretKey=...;Bucket=shop;Region=us-east-1</c>; for the clouds
/// <c>Provider=aws</c> or <c>Provider=wasabi</c> instead of the endpoint.
/// </summary>
internal sealed record StorageConnection(
    StorageProvider Provider, Uri? Endpoint, string AccessKey, string SecretKey, string Bucket, string Region)
{
    private const string DefaultRegion = "us-east-1";

    /// <summary>Reads a connection string.</summary>
    /// <exception cref="FormatException">Something is missing or wrong; the message says what.</exception>
    public static StorageConnection Parse(string text)
    {
        DbConnectionStringBuilder parts;
        try
        {
            parts = new() { ConnectionString = text };
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"cannot be read: {e.Message}", e);
        }

        var provider = Value("Provider") is not { } name ? StorageProvider.Local
            : Enum.TryParse<StorageProvider>(name, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known
            : throw new FormatException($"has Provider '{name}'; it must be local, aws or wasabi");
        var region = Value("Region") ?? DefaultRegion;
        return new(provider, EndpointOf(provider, region, Value("Endpoint")), Required("AccessKey"), Required("SecretKey"), Required("Bucket"), region);

        string? Value(string key) => parts.TryGetValue(key, out var value) && value is string { Length: > 0 } given ? given : null;

        string Required(string key) => Value(key) ?? throw new FormatException($"lacks {key}");
    }

    private static Uri? EndpointOf(StorageProvider provider, string region, string? given) => (provider, given) switch
    {
        (_, not null) => Uri.TryCreate(given, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? new Uri(given)
            : throw new FormatException($"has Endpoint '{given}'; it must be an http or https URL"),
        (StorageProvider.Local, null) => throw new FormatException("lacks Endpoint (or Provider=aws or wasabi)"),
        (StorageProvider.Wasabi, null) => new Uri($"https://s3.{region}.wasabisys.com"),
        _ => null,
    };
}
