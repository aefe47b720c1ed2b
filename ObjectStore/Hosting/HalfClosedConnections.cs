using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Hosting;

/// <summary>
/// Kestrel drops a connection without an answer as soon as the client has closed its side. A client that ends a
/// body too early and then listens is to read IncompleteBody; one that is gone is noticed when writing to it.
/// </summary>
internal sealed class HalfClosedConnections
{
    /// <summary>Set while a request is handled: then an end of the input is an end of its body.</summary>
    public bool InRequest { get; set; }

    public static ConnectionDelegate Use(ConnectionDelegate next) => connection =>
    {
        var feature = new HalfClosedConnections();
        connection.Features.Set(feature);
        connection.ConnectionClosed = CancellationToken.None;
        connection.Transport = new Duplex(new Reader(connection.Transport.Input, feature), connection.Transport.Output);
        return next(connection);
    };

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Reader(PipeReader inner, HalfClosedConnections connection) : PipeReader
    {
        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
            Check(await inner.ReadAsync(cancellationToken));

        public override bool TryRead(out ReadResult result)
        {
            var read = inner.TryRead(out result);
            result = read ? Check(result) : result;
            return read;
        }

        public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

        private ReadResult Check(ReadResult result)
        {
            if (!result.IsCompleted || !connection.InRequest)
            {
                return result;
            }
            if (result.Buffer.IsEmpty)
            {
                inner.AdvanceTo(result.Buffer.Start);
                throw S3Error.IncompleteBody;
            }
            return new ReadResult(result.Buffer, result.IsCanceled, isCompleted: false);
        }
    }
}
