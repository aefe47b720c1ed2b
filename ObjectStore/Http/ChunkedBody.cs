using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Platform.ObjectStore.Signing;

namespace Platform.ObjectStore.Http;

/// <summary>
/// aws-chunked: <c>&lt;size in hexadecimal&gt;[;chunk-signature=&lt;hex&gt;]CRLF data CRLF</c>, ended by a chunk of size
/// zero, after which trailing headers may follow. Each signature covers the one before it.
/// </summary>
internal sealed class ChunkedBody : RequestBody
{
    private const int MaxLine = 8 * 1024;
    private const int MaxTrailers = 32;
    private const string EmptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private readonly PipeReader _reader;
    private readonly SigningScope? _scope;
    private readonly IncrementalHash? _chunkHash;
    private string _signature;
    private string _expected = "";
    private long _left;
    private long _received;
    private bool _inChunk;
    private bool _ended;

    public ChunkedBody(HttpContext http, long length, Signature? signature, bool isSigned)
    {
        if (isSigned && signature is null)
        {
            throw S3Error.AccessDenied.With("Signed chunks need a signed request.");
        }
        _reader = http.Request.BodyReader;
        _scope = isSigned ? signature!.Scope : null;
        _signature = signature?.Value ?? "";
        _chunkHash = isSigned ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        if (_chunkHash is not null)
        {
            http.Response.RegisterForDispose(_chunkHash);
        }
        Length = length;
    }

    public override async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (filled < buffer.Length && !_ended)
        {
            if (!_inChunk)
            {
                await BeginChunkAsync(cancellationToken);
                continue;
            }
            if (_left > 0)
            {
                var read = await ReadDataAsync(buffer[filled..], cancellationToken);
                filled += read;
                continue;
            }
            if (await ReadLineAsync(cancellationToken) is not "")
            {
                throw S3Error.IncompleteBody.With("A chunk of the body is not followed by CRLF.");
            }
            CheckChunk(Convert.ToHexStringLower(_chunkHash?.GetHashAndReset() ?? []));
            _inChunk = false;
        }
        return filled;
    }

    private async ValueTask BeginChunkAsync(CancellationToken cancellationToken)
    {
        var line = await ReadLineAsync(cancellationToken) ?? throw S3Error.IncompleteBody;
        var semicolon = line.IndexOf(';');
        var size = semicolon < 0 ? line : line[..semicolon];
        if (!long.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _left) || _left < 0)
        {
            throw S3Error.InvalidRequest.With($"A chunk of the body has the size \"{Shorten(size)}\", expected a hexadecimal number.");
        }
        if (_scope is not null)
        {
            const string name = "chunk-signature=";
            _expected = semicolon >= 0 && line[(semicolon + 1)..].StartsWith(name, StringComparison.Ordinal)
                ? line[(semicolon + 1 + name.Length)..].Trim()
                : throw S3Error.SignatureDoesNotMatch.With("A chunk of the body has no chunk-signature.");
        }
        _received += _left;
        if (_received > Length)
        {
            throw S3Error.IncompleteBody.With($"The body has more than the {Length} bytes that x-amz-decoded-content-length says.");
        }
        if (_left == 0)
        {
            CheckChunk(EmptySha256);
            await ReadTrailersAsync(cancellationToken);
            _ended = true;
            if (_received != Length)
            {
                throw S3Error.IncompleteBody;
            }
            return;
        }
        _inChunk = true;
    }

    private async ValueTask<int> ReadDataAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        var result = await _reader.ReadAsync(cancellationToken);
        var available = result.Buffer;
        if (available.IsEmpty && result.IsCompleted)
        {
            throw S3Error.IncompleteBody;
        }
        var taken = available.Slice(0, Math.Min(available.Length, Math.Min(_left, target.Length)));
        taken.CopyTo(target.Span);
        var count = (int)taken.Length;
        _reader.AdvanceTo(taken.End);
        _chunkHash?.AppendData(target.Span[..count]);
        _left -= count;
        return count;
    }

    private void CheckChunk(string hash)
    {
        if (_scope is null)
        {
            return;
        }
        var signature = _scope.Sign($"AWS4-HMAC-SHA256-PAYLOAD\n{_scope.Timestamp}\n{_scope.Name}\n{_signature}\n{EmptySha256}\n{hash}");
        if (!SigningScope.Same(signature, _expected))
        {
            throw S3Error.SignatureDoesNotMatch.With("The signature of a chunk of the body does not match.");
        }
        _signature = signature;
    }

    private async ValueTask ReadTrailersAsync(CancellationToken cancellationToken)
    {
        var canonical = new StringBuilder();
        string? given = null;
        for (var count = 0; await ReadLineAsync(cancellationToken) is { Length: > 0 } line; count++)
        {
            var colon = line.IndexOf(':');
            if (colon <= 0 || count == MaxTrailers)
            {
                throw S3Error.InvalidRequest.With($"A trailing header of the body is malformed: \"{Shorten(line)}\".");
            }
            var name = line[..colon].Trim().ToLowerInvariant();
            var value = line[(colon + 1)..].Trim();
            if (name == "x-amz-trailer-signature")
            {
                given = value;
                continue;
            }
            Trailers[name] = value;
            canonical.Append(name).Append(':').Append(value).Append('\n');
        }
        if (_scope is not null && canonical.Length > 0)
        {
            var hash = SigningScope.Sha256(Encoding.Latin1.GetBytes(canonical.ToString()));
            var signature = _scope.Sign($"AWS4-HMAC-SHA256-TRAILER\n{_scope.Timestamp}\n{_scope.Name}\n{_signature}\n{hash}");
            if (given is null || !SigningScope.Same(signature, given))
            {
                throw S3Error.SignatureDoesNotMatch.With("The signature of the trailing headers does not match.");
            }
        }
    }

    /// <summary>A line without its CRLF, or null where the body ends.</summary>
    private async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.Latin1.GetString(buffer.Slice(0, end));
                _reader.AdvanceTo(buffer.GetPosition(1, end));
                return line.EndsWith('\r') ? line[..^1] : line;
            }
            if (result.IsCompleted)
            {
                var rest = Encoding.Latin1.GetString(buffer);
                _reader.AdvanceTo(buffer.End);
                return rest.Length == 0 ? null : throw S3Error.IncompleteBody;
            }
            if (buffer.Length > MaxLine)
            {
                throw S3Error.InvalidRequest.With("A chunk header of the body is too long.");
            }
            _reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static string Shorten(string text) => text.Length <= 64 ? text : text[..64];
}
