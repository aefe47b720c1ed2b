using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Platform.AppHost.Faults;

/// <summary>Listens on a resource's published port, at loopback only, and passes connections on to the port on which its program listens.</summary>
internal sealed class TcpRelay(int publishedPort, int programPort) : IAsyncDisposable
{
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<RelayedConnection, Task> connections = new();
    private readonly List<TcpListener> listeners = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock changing = new();
    private Task accepting = Task.CompletedTask;
    private CancellationTokenSource changed = new();
    private RelayFault fault = RelayFault.None;

    public int PublishedPort => publishedPort;

    /// <summary>The fault that is in force, and a token that ends with it.</summary>
    public (RelayFault Fault, CancellationToken Changed) Current
    {
        get
        {
            lock (changing)
            {
                return (fault, changed.Token);
            }
        }
    }

    /// <exception cref="PlatformException">The published port is taken.</exception>
    public void Start()
    {
        try
        {
            Listen(IPAddress.Loopback);
            if (Socket.OSSupportsIPv6)
            {
                Listen(IPAddress.IPv6Loopback);
            }
        }
        catch (SocketException e)
        {
            throw new PlatformException($"The relay cannot listen on port {publishedPort}: {e.Message}. Stop what holds the port, or start without Platform:Faults.", e);
        }

        accepting = Task.WhenAll(listeners.Select(AcceptAsync));
    }

    /// <summary>Puts a fault in the place of the one in force. A reset also breaks what is open.</summary>
    public void Set(RelayFault next)
    {
        CancellationTokenSource ended;
        lock (changing)
        {
            (ended, changed, fault) = (changed, new(), next);
        }

        ended.Cancel();
        if (next.Link is RelayLink.Reset)
        {
            foreach (var connection in connections.Keys)
            {
                connection.Reset();
            }
        }
    }

    /// <summary>Waits as long as the relay is silent.</summary>
    /// <returns>False when connections are reset instead.</returns>
    public async Task<bool> WhileSilentAsync(CancellationToken cancellationToken)
    {
        var (current, ended) = Current;
        while (current.Link is RelayLink.Silent)
        {
            await Pause.ForAsync(Timeout.InfiniteTimeSpan, ended, cancellationToken);
            (current, ended) = Current;
        }

        return current.Link is RelayLink.Open;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listeners.ForEach(listener => listener.Stop());
        await accepting;
        foreach (var connection in connections.Keys)
        {
            connection.Reset();
        }

        await Task.WhenAll(connections.Values);
    }

    private void Listen(IPAddress address)
    {
        var listener = new TcpListener(address, publishedPort);
        listener.Start();
        listeners.Add(listener);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var connection = new RelayedConnection(await listener.AcceptSocketAsync(stopping.Token), programPort, this);
                var isKnown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                connections[connection] = RunAsync(connection, isKnown.Task);
                isKnown.SetResult();
            }
            catch (OperationCanceledException)
            {
            }
            catch (SocketException) when (!stopping.IsCancellationRequested)
            {
                // The client went before it was taken, or there are too many open files.
                await Task.Delay(AcceptPause, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // It begins when it can be found, so that no fault misses it and its end is not forgotten.
    private async Task RunAsync(RelayedConnection connection, Task isKnown)
    {
        await isKnown;
        await connection.RunAsync(stopping.Token);
        connections.TryRemove(connection, out _);
    }
}
