using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Hosting.Backchannel.Rpc;

/// <summary>JSON-RPC messages on a stream, each behind a <c>Content-Length</c> header as in the Language Server Protocol.</summary>
internal sealed class RpcMessages(Stream stream) : IAsyncDisposable
{
    // Requests of the CLI are a few hundred bytes; uploads are refused long before this.
    private const int MaxLength = 16 * 1024 * 1024;

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly PipeReader _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>The next message, or null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">A header without a usable length.</exception>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public async Task<JsonDocument?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _reader.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            if (TryRead(ref buffer, out var message))
            {
                _reader.AdvanceTo(buffer.Start);
                return message;
            }

            if (read.IsCompleted)
            {
                return null;
            }

            _reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    public async Task WriteAsync(object message, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), Json);
        var header = Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n");
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await stream.WriteAsync(header, cancellationToken);
            await stream.WriteAsync(body, cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.CompleteAsync();
        await stream.DisposeAsync();
    }

    private static bool TryRead(ref ReadOnlySequence<byte> buffer, out JsonDocument? message)
    {
        message = null;
        var reader = new SequenceReader<byte>(buffer);
        var length = -1;
        while (reader.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8))
        {
            if (!line.IsEmpty)
            {
                length = ParseLength(line.ToArray()) ?? length;
                continue;
            }

            if (length is < 0 or > MaxLength)
            {
                throw new InvalidDataException($"A message announced a Content-Length of {length} bytes; 0 to {MaxLength} are accepted.");
            }

            if (reader.Remaining < length)
            {
                return false;
            }

            message = JsonDocument.Parse(reader.UnreadSequence.Slice(0, length).ToArray());
            buffer = reader.UnreadSequence.Slice(length);
            return true;
        }

        return false;
    }

    // Content-Length: 123
    private static int? ParseLength(ReadOnlySpan<byte> line)
    {
        var name = "Content-Length:"u8;
        return line.StartsWith(name) && Utf8Parser.TryParse(line[name.Length..].Trim((byte)' '), out int length, out _) ? length : null;
    }
}
