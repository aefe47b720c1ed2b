using System.Runtime.CompilerServices;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace Platform.Hosting.Dashboard.Grpc;

/// <summary>One call: its request messages, its response messages, and the end of both.</summary>
internal sealed class GrpcCall(HttpContext http, CancellationToken cancellationToken)
{
    /// <summary>Cancelled when the client goes away or the server stops.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Reads the only request message.</summary>
    public async Task<T> ReadSingleAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T> =>
        await GrpcFrames.ReadAsync(http.Request.BodyReader, parser, cancellationToken)
            ?? throw new GrpcException(GrpcStatus.Internal, "The request message is missing.");

    /// <summary>Reads request messages until the client ends its stream.</summary>
    public async IAsyncEnumerable<T> ReadAllAsync<T>(
        MessageParser<T> parser, [EnumeratorCancellation] CancellationToken readCancellationToken = default)
        where T : class, IMessage<T>
    {
        while (await GrpcFrames.ReadAsync(http.Request.BodyReader, parser, readCancellationToken) is { } message)
        {
            yield return message;
        }
    }

    /// <summary>Sends a response message. Not for two senders at once.</summary>
    public async Task WriteAsync(IMessage message, CancellationToken writeCancellationToken = default)
    {
        GrpcFrames.Write(http.Response.BodyWriter, message);
        await http.Response.BodyWriter.FlushAsync(writeCancellationToken.CanBeCanceled ? writeCancellationToken : cancellationToken);
    }

    /// <summary>Sends the headers at once, so that the client knows that the call was accepted.</summary>
    public async Task StartAsync() => await http.Response.BodyWriter.FlushAsync(cancellationToken);
}
