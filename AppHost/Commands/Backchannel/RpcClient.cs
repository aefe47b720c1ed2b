using System.Globalization;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;

namespace Platform.AppHost.Commands.Backchannel;

/// <summary>
/// A caller of JSON-RPC 2.0 on a Unix socket, each message behind a <c>Content-Length</c> header as in the Language Server
/// Protocol. One question at a time: who asks two things at once opens two connections. Closing it cancels what still runs.
/// </summary>
internal sealed class RpcClient : IAsyncDisposable
{
    private readonly NetworkStream stream;
    private readonly BufferedStream input;
    private int lastId;

    private RpcClient(NetworkStream stream)
    {
        this.stream = stream;
        input = new BufferedStream(stream);
    }

    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<RpcClient> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new RpcClient(new NetworkStream(socket, ownsSocket: true));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Calls a method and waits for its result.</summary>
    /// <exception cref="RpcException">The other side answered with an error.</exception>
    /// <exception cref="IOException">The other side has gone.</exception>
    public async Task<JsonNode?> InvokeAsync(string method, JsonNode? argument, CancellationToken cancellationToken)
    {
        var id = ++lastId;
        await WriteAsync(new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id,
            ["method"] = method,
            ["params"] = argument is null ? new JsonArray() : new JsonArray(argument),
        }, cancellationToken);
        while (true)
        {
            var answer = await ReadAsync(cancellationToken);
            if (answer["id"] is JsonValue number && number.TryGetValue<int>(out var of) && of == id)
            {
                return answer["error"] is { } error ? throw new RpcException($"{error["message"]}") : answer["result"];
            }
        }
    }

    /// <summary>
    /// Calls a method whose result is a sequence. By StreamJsonRpc's convention the result is a token, with which the values are
    /// asked for until they are finished.
    /// </summary>
    public async IAsyncEnumerable<JsonNode> StreamAsync(string method, JsonNode? argument, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var token = (await InvokeAsync(method, argument, cancellationToken))?["token"]?.DeepClone();
        for (var finished = false; !finished;)
        {
            var batch = await InvokeAsync("$/enumerator/next", token?.DeepClone(), cancellationToken);
            foreach (var value in batch?["values"]?.AsArray() ?? [])
            {
                yield return value!;
            }

            finished = batch?["finished"]?.GetValue<bool>() ?? true;
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async Task WriteAsync(JsonObject message, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(message.ToJsonString());
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n"), cancellationToken);
        await stream.WriteAsync(body, cancellationToken);
    }

    private async Task<JsonNode> ReadAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        while (await ReadHeaderAsync(cancellationToken) is { Length: > 0 } header)
        {
            // Content-Length: 123
            if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                length = int.Parse(header["Content-Length:".Length..], CultureInfo.InvariantCulture);
            }
        }

        var body = new byte[length];
        await input.ReadExactlyAsync(body, cancellationToken);
        return JsonNode.Parse(body) ?? throw new InvalidDataException("The backchannel answered null in place of a message.");
    }

    private async Task<string> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (true)
        {
            await input.ReadExactlyAsync(one, cancellationToken);
            switch (one[0])
            {
                case (byte)'\n':
                    return line.ToString();
                case not (byte)'\r':
                    line.Append((char)one[0]);
                    break;
            }
        }
    }
}
