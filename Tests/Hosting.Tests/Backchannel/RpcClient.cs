using System.Net.Sockets;
using System.Text.Json;
using Platform.Hosting.Backchannel.Rpc;

namespace Platform.Hosting.Tests.Backchannel;

/// <summary>The other end of a backchannel: writes requests and reads what comes back.</summary>
internal sealed class RpcClient : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly RpcMessages _messages;
    private int _lastId;

    public RpcClient(string path)
    {
        _socket.Connect(new UnixDomainSocketEndPoint(path));
        Stream = new NetworkStream(_socket, ownsSocket: true);
        _messages = new RpcMessages(Stream);
    }

    public NetworkStream Stream { get; }

    public async Task<JsonElement> CallAsync(string method, params object?[] arguments)
    {
        await SendAsync(method, arguments);
        return await ReadAsync();
    }

    public async Task<int> SendAsync(string method, params object?[] arguments)
    {
        var id = ++_lastId;
        await _messages.WriteAsync(new { jsonrpc = "2.0", id, method, @params = arguments }, TestContext.Current.CancellationToken);
        return id;
    }

    public Task NotifyAsync(string method, object arguments) =>
        _messages.WriteAsync(new { jsonrpc = "2.0", method, @params = arguments }, TestContext.Current.CancellationToken);

    /// <summary>The next message; fails when the connection is closed.</summary>
    public async Task<JsonElement> ReadAsync() =>
        await TryReadAsync() ?? throw new EndOfStreamException("The backchannel was closed.");

    public async Task<JsonElement?> TryReadAsync()
    {
        using var timeout = new CancellationTokenSource(s_patience);
        return (await _messages.ReadAsync(timeout.Token))?.RootElement;
    }

    public ValueTask DisposeAsync() => _messages.DisposeAsync();
}
