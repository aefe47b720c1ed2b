using System.Net;
using System.Net.Sockets;

namespace Platform.AppHost.Tests.Faults;

/// <summary>Sends back what it is sent; when the other side has said all, it says so too.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Task accepting;

    public EchoServer()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await accepting;
    }

    private async Task AcceptAsync()
    {
        var echoes = new List<Task>();
        try
        {
            while (true)
            {
                echoes.Add(EchoAsync(await listener.AcceptSocketAsync()));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }

        await Task.WhenAll(echoes);
    }

    private static async Task EchoAsync(Socket socket)
    {
        using (socket)
        {
            var buffer = new byte[32 * 1024];
            try
            {
                while (await socket.ReceiveAsync(buffer) is > 0 and var read)
                {
                    await socket.SendAsync(buffer.AsMemory(0, read));
                }

                socket.Shutdown(SocketShutdown.Send);
            }
            catch (SocketException)
            {
                // It was cut.
            }
        }
    }
}
