using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;

namespace Platform.Hosting.Dashboard.Grpc;

/// <summary>
/// Length-prefixed messages of gRPC over HTTP/2 (github.com/grpc/grpc, doc/PROTOCOL-HTTP2.md): one byte that tells whether
/// the message is compressed, its length as four bytes in big-endian order, the message.
/// </summary>
internal static class GrpcFrames
{
    public const int HeaderSize = 5;

    /// <summary>The greatest message accepted, in bytes: that of other gRPC implementations.</summary>
    public const int MaxMessageSize = 4 * 1024 * 1024;

    public static void Write(IBufferWriter<byte> writer, IMessage message)
    {
        var header = writer.GetSpan(HeaderSize);
        header[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], message.CalculateSize());
        writer.Advance(HeaderSize);
        message.WriteTo(writer);
    }

    /// <summary>Reads the next message; null at the end of the stream.</summary>
    /// <exception cref="GrpcException">The message is compressed, too big, cut off or malformed.</exception>
    public static async ValueTask<T?> ReadAsync<T>(PipeReader reader, MessageParser<T> parser, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            if (TryRead(buffer, out var payload))
            {
                var message = Parse(parser, payload);
                reader.AdvanceTo(payload.End);
                return message;
            }

            if (result.IsCompleted)
            {
                return buffer.IsEmpty ? null : throw new GrpcException(GrpcStatus.Internal, "The stream ends inside a message.");
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static bool TryRead(ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> payload)
    {
        payload = default;
        if (buffer.Length < HeaderSize)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[HeaderSize];
        buffer.Slice(0, HeaderSize).CopyTo(header);
        if (header[0] != 0)
        {
            throw new GrpcException(GrpcStatus.Unimplemented, "Compressed messages are not supported.");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (length > MaxMessageSize)
        {
            throw new GrpcException(GrpcStatus.ResourceExhausted, $"A message of {length} bytes is greater than {MaxMessageSize} bytes.");
        }

        if (buffer.Length < HeaderSize + length)
        {
            return false;
        }

        payload = buffer.Slice(HeaderSize, length);
        return true;
    }

    private static T Parse<T>(MessageParser<T> parser, ReadOnlySequence<byte> payload)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(payload);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new GrpcException(GrpcStatus.Internal, $"A message cannot be read: {e.Message}");
        }
    }
}
