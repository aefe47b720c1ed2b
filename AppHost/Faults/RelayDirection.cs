using System.Buffers;
using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Platform.AppHost.Faults;

/// <summary>
/// One direction of a connection. What is read is held for the latency and then sent, in order, so that latency does not cost
/// throughput until <see cref="Capacity"/> pieces are on their way; then reading waits, and with it the sender.
/// </summary>
internal sealed class RelayDirection(Socket from, Socket to, TcpRelay relay, Func<RelayFault, TimeSpan> latency)
{
    private const int PieceSize = 16 * 1024;
    private const int Capacity = 64;

    private readonly Channel<Piece> held = Channel.CreateBounded<Piece>(new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true });

    private sealed record Piece(long ReadAt, byte[] Buffer, int Length);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(GuardAsync(ReadAsync(ended.Token)), GuardAsync(SendAsync(ended.Token)));

        // Where one end has broken there is nothing left to read, or nobody to send to.
        async Task GuardAsync(Task half)
        {
            try
            {
                await half;
            }
            catch
            {
                await ended.CancelAsync();
                throw;
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var hasEnded = false;
        while (!hasEnded)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
            var length = await from.ReceiveAsync(buffer, cancellationToken);
            hasEnded = length == 0;
            await held.Writer.WriteAsync(new Piece(Stopwatch.GetTimestamp(), buffer, length), cancellationToken);
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var piece = await held.Reader.ReadAsync(cancellationToken);
            await WaitUntilDueAsync(piece, cancellationToken);
            if (piece.Length == 0)
            {
                // The other direction may go on: one end has only said all it had to say.
                to.Shutdown(SocketShutdown.Send);
                return;
            }

            for (var sent = 0; sent < piece.Length;)
            {
                sent += await to.SendAsync(piece.Buffer.AsMemory(sent, piece.Length - sent), cancellationToken);
            }

            ArrayPool<byte>.Shared.Return(piece.Buffer);
        }
    }

    // A change of the fault counts at once, also for what is held.
    private async Task WaitUntilDueAsync(Piece piece, CancellationToken cancellationToken)
    {
        while (true)
        {
            await relay.WhileSilentAsync(cancellationToken);
            var (fault, changed) = relay.Current;
            var left = latency(fault) - Stopwatch.GetElapsedTime(piece.ReadAt);
            if (fault.Link is RelayLink.Silent)
            {
                continue;
            }

            if (left <= TimeSpan.Zero)
            {
                return;
            }

            await Pause.ForAsync(left, changed, cancellationToken);
        }
    }
}
