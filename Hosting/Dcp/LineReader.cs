using System.Buffers;
using System.IO.Pipelines;

namespace Platform.Hosting.Dcp;

/// <summary>Reads a stream line by line, without waiting for more than one line.</summary>
internal sealed class LineReader(Stream stream) : IAsyncDisposable
{
    private readonly PipeReader _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024));

    /// <summary>False once the stream has ended in the middle of the line that was read last.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>The next line without its line break; the rest of the stream when it ends without one; null at its end.</summary>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end).ToArray();
                _reader.AdvanceTo(buffer.GetPosition(1, end));
                return line.AsSpan().EndsWith("\r"u8) ? line[..^1] : line;
            }

            if (result.IsCompleted)
            {
                var rest = buffer.ToArray();
                _reader.AdvanceTo(buffer.End);
                IsWhole = rest.Length == 0;
                return rest.Length == 0 ? null : rest;
            }

            _reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    public ValueTask DisposeAsync() => _reader.CompleteAsync();
}
