using System.Buffers;
using System.IO.Pipelines;

namespace Platform.ObjectStore.Http;

internal sealed class PlainBody : RequestBody
{
    private readonly PipeReader _reader;
    private long _received;
    private bool _ended;

    public PlainBody(HttpContext http, long? length, string? sha256)
    {
        _reader = http.Request.BodyReader;
        Length = length;
        ExpectedSha256 = sha256;
    }

    public override async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (filled < buffer.Length && !_ended)
        {
            var result = await _reader.ReadAsync(cancellationToken);
            var available = result.Buffer;
            var taken = available.Length > buffer.Length - filled ? available.Slice(0, buffer.Length - filled) : available;
            taken.CopyTo(buffer.Span[filled..]);
            filled += (int)taken.Length;
            _ended = result.IsCompleted && taken.Length == available.Length;
            _reader.AdvanceTo(taken.End);
        }
        _received += filled;
        return _ended && Length is { } length && _received != length ? throw S3Error.IncompleteBody : filled;
    }
}
