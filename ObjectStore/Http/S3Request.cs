using Microsoft.AspNetCore.Http.Features;

namespace Platform.ObjectStore.Http;

/// <summary>
/// What a request addresses: bucket and key from the undecoded request line (so that "../x" stays the key that it
/// is) and from the Host header, and the decoded query.
/// </summary>
internal sealed class S3Request
{
    public required string Path { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Query { get; init; }

    public string? Bucket { get; private init; }

    public string? Key { get; private init; }

    /// <summary>The bucket is part of the host name, not of the path.</summary>
    public bool HasBucketInHost { get; private init; }

    public string? this[string name]
    {
        get
        {
            foreach (var (key, value) in Query)
            {
                if (key == name)
                {
                    return value;
                }
            }
            return null;
        }
    }

    public bool Has(string name) => this[name] is not null;

    public static S3Request Parse(HttpContext http, IReadOnlyList<string> domains)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.AsSpan();
        var scheme = target.IndexOf("://");
        if (scheme >= 0 && !target.StartsWith("/"))
        {
            var slash = target[(scheme + 3)..].IndexOf('/');
            target = slash < 0 ? "/" : target[(scheme + 3 + slash)..];
        }
        var question = target.IndexOf('?');
        var path = PercentCoding.Decode(question < 0 ? target : target[..question]);
        var query = ParseQuery(question < 0 ? [] : target[(question + 1)..]);
        var hostBucket = HostBucket(http.Request.Host.Host, domains);
        var (bucket, key) = Split(path, hostBucket);
        return new S3Request { Path = path, Query = query, Bucket = bucket, Key = key, HasBucketInHost = hostBucket is not null };
    }

    private static (string? Bucket, string? Key) Split(string path, string? hostBucket)
    {
        var rest = path.StartsWith('/') ? path[1..] : path;
        if (hostBucket is not null)
        {
            return (hostBucket, rest.Length == 0 ? null : rest);
        }
        if (rest.Length == 0)
        {
            return (null, null);
        }
        var slash = rest.IndexOf('/');
        return slash < 0
            ? (rest, null)
            : (rest[..slash], slash == rest.Length - 1 ? null : rest[(slash + 1)..]);
    }

    private static string? HostBucket(string host, IReadOnlyList<string> domains)
    {
        foreach (var domain in domains)
        {
            if (host.Equals(domain, StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }
            if (host.Length > domain.Length + 1 && host[^(domain.Length + 1)] == '.'
                && host.EndsWith(domain, StringComparison.OrdinalIgnoreCase))
            {
                return host[..^(domain.Length + 1)];
            }
        }
        return null;
    }

    private static List<KeyValuePair<string, string>> ParseQuery(ReadOnlySpan<char> query)
    {
        var parsed = new List<KeyValuePair<string, string>>();
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            if (pair.IsEmpty)
            {
                continue;
            }
            var equals = pair.IndexOf('=');
            parsed.Add(equals < 0
                ? new(PercentCoding.Decode(pair, plusIsSpace: true), "")
                : new(PercentCoding.Decode(pair[..equals], plusIsSpace: true), PercentCoding.Decode(pair[(equals + 1)..], plusIsSpace: true)));
        }
        return parsed;
    }
}
