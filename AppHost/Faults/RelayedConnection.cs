using System.Net;
using System.Net.Sockets;

namespace Platform.AppHost.Faults;

/// <summary>One connection through a relay.</summary>
internal sealed class RelayedConnection
{
    private readonly Socket client;
    private readonly Socket program = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly int programPort;
    private readonly TcpRelay relay;
    private readonly CancellationTokenSource broken = new();

    public RelayedConnection(Socket client, int programPort, TcpRelay relay)
    {
        this.client = client;
        this.programPort = programPort;
        this.relay = relay;
        client.NoDelay = true;
    }

    /// <summary>Passes data in both directions until both have ended, or one end breaks; the other end is then told in the same way.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(broken.Token, stopping);
        try
        {
            if (!await relay.WhileSilentAsync(ended.Token))
            {
                Reset();
                return;
            }

            await program.ConnectAsync(new IPEndPoint(IPAddress.Loopback, programPort), ended.Token);
            var there = new RelayDirection(client, program, relay, fault => fault.ToResource);
            var back = new RelayDirection(program, client, relay, fault => fault.FromResource);
            await Task.WhenAll(GuardAsync(there.RunAsync(ended.Token)), GuardAsync(back.RunAsync(ended.Token)));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Reset();
        }
        finally
        {
            client.Dispose();
            program.Dispose();
        }
    }

    /// <summary>Breaks the connection at both ends, in the middle of whatever it carries.</summary>
    public void Reset()
    {
        Break(client);
        Break(program);
        broken.Cancel();
    }

    // What breaks one direction breaks the other.
    private async Task GuardAsync(Task direction)
    {
        try
        {
            await direction;
        }
        catch
        {
            Reset();
            throw;
        }
    }

    private static void Break(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }

        socket.Dispose();
    }
}
