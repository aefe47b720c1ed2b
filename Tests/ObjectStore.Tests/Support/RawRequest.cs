using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Platform.ObjectStore.Signing;

namespace Platform.ObjectStore.Tests.Support;

/// <summary>
/// Builds and signs requests byte by byte, for what the SDK and HttpClient hide: raw paths, wrong signatures,
/// chunked payloads, bodies that end too early.
/// </summary>
internal sealed class RawRequest(Uri server, string method, string target)
{
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase) { ["host"] = server.Authority };

    public RawRequest(TestServer server, string method, string target)
        : this(server.Url, method, target)
    {
    }

    public string Secret { get; init; } = TestServer.SecretKey;

    public string AccessKey { get; init; } = TestServer.AccessKey;

    public string Region { get; init; } = TestServer.Region;

    public DateTimeOffset Time { get; init; } = DateTimeOffset.UtcNow;

    public byte[] Body { get; init; } = [];

    public string? Payload { get; init; }

    public string Signature { get; private set; } = "";

    public SigningScope Scope { get; private set; } = null!;

    public RawRequest With(string header, string value)
    {
        _headers[header] = value;
        return this;
    }

    public void CopyHeadersTo(RawRequest other)
    {
        foreach (var (name, value) in _headers)
        {
            other._headers[name] = value;
        }
    }

    /// <summary>Signs in the Authorization header, over all headers set so far.</summary>
    public RawRequest Sign()
    {
        var timestamp = Stamp(Time);
        _headers["x-amz-date"] = timestamp;
        _headers["x-amz-content-sha256"] = Payload ?? SigningScope.Sha256(Body);
        var names = _headers.Keys.Select(name => name.ToLowerInvariant()).Order(StringComparer.Ordinal).ToArray();
        Signature = Compute(timestamp, names, target, _headers["x-amz-content-sha256"]);
        _headers["authorization"] =
            $"AWS4-HMAC-SHA256 Credential={AccessKey}/{Scope.Name}, SignedHeaders={string.Join(';', names)}, Signature={Signature}";
        return this;
    }

    /// <summary>The request's URL with a signature in its query.</summary>
    public string Presign(int expires)
    {
        var timestamp = Stamp(Time);
        var names = _headers.Keys.Select(name => name.ToLowerInvariant()).Order(StringComparer.Ordinal).ToArray();
        var separator = target.Contains('?') ? '&' : '?';
        var credential = Uri.EscapeDataString($"{AccessKey}/{timestamp[..8]}/{Region}/s3/aws4_request");
        var unsigned = $"{target}{separator}X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={credential}&X-Amz-Date={timestamp}"
            + $"&X-Amz-Expires={expires.ToString(CultureInfo.InvariantCulture)}&X-Amz-SignedHeaders={Uri.EscapeDataString(string.Join(';', names))}";
        Signature = Compute(timestamp, names, unsigned, "UNSIGNED-PAYLOAD");
        return $"{unsigned}&X-Amz-Signature={Signature}";
    }

    /// <summary>Sends what was built as it stands and reads the answer to its end.</summary>
    /// <param name="cutAfter">Send only so many bytes of the body, then say that no more will come.</param>
    public async Task<RawResponse> SendAsync(int? cutAfter = null)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        var stream = client.GetStream();
        var head = new StringBuilder($"{method} {target} HTTP/1.1\r\n");
        if (!_headers.ContainsKey("content-length") && !_headers.ContainsKey("transfer-encoding") && (Body.Length > 0 || method is "PUT" or "POST"))
        {
            head.Append(CultureInfo.InvariantCulture, $"content-length: {Body.Length}\r\n");
        }
        foreach (var (name, value) in _headers.Where(header => header.Value != "(none)"))
        {
            head.Append($"{name}: {value}\r\n");
        }
        head.Append("connection: close\r\n\r\n");
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.ToString()));
        await stream.WriteAsync(Body.AsMemory(0, cutAfter ?? Body.Length));
        if (cutAfter is not null)
        {
            client.Client.Shutdown(SocketShutdown.Send);
        }
        return await RawResponse.ReadAsync(stream);
    }

    private string Compute(string timestamp, string[] names, string signedTarget, string payload)
    {
        Scope = SigningScope.Derive(Secret, timestamp, timestamp[..8], Region, "s3");
        var question = signedTarget.IndexOf('?');
        var path = question < 0 ? signedTarget : signedTarget[..question];
        var query = question < 0 ? "" : string.Join('&', signedTarget[(question + 1)..].Split('&')
            .Select(pair => pair.Contains('=') ? pair : pair + "=").Order(StringComparer.Ordinal));
        var headers = string.Concat(names.Select(name => $"{name}:{_headers[name].Trim()}\n"));
        var canonical = $"{method}\n{path}\n{query}\n{headers}\n{string.Join(';', names)}\n{payload}";
        return Scope.Sign($"AWS4-HMAC-SHA256\n{timestamp}\n{Scope.Name}\n{SigningScope.Sha256(Encoding.Latin1.GetBytes(canonical))}");
    }

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
}
