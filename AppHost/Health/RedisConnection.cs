using System.Net.Sockets;
using System.Text;

namespace Platform.AppHost.Health;

/// <summary>
/// Enough of the Redis protocol (RESP2) for commands that answer with one line: a request is an array of texts with their
/// lengths, an answer is <c>+text</c>, <c>-error</c> or <c>:number</c>. A client library would cost the AppHost 15 MiB.
/// </summary>
internal sealed class RedisConnection : IDisposable
{
    private readonly TcpClient client = new();

    private RedisConnection()
    {
    }

    /// <exception cref="SocketException">Nobody listens.</exception>
    /// <exception cref="IOException">The password is wrong.</exception>
    public static async Task<RedisConnection> OpenAsync(int port, string password, CancellationToken cancellationToken)
    {
        var connection = new RedisConnection();
        try
        {
            await connection.client.ConnectAsync("127.0.0.1", port, cancellationToken);
            await connection.ExecuteAsync(cancellationToken, "AUTH", password);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <returns>The answer without its first character.</returns>
    /// <exception cref="IOException">The server answered with an error, or hung up.</exception>
    public async Task<string> ExecuteAsync(CancellationToken cancellationToken, params string[] command)
    {
        var stream = client.GetStream();
        var request = new StringBuilder($"*{command.Length}\r\n");
        foreach (var part in command)
        {
            request.Append($"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n");
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(request.ToString()), cancellationToken);
        var answer = await ReadLineAsync(stream, cancellationToken);
        return answer.StartsWith('-') ? throw new IOException(answer[1..]) : answer[1..];
    }

    public void Dispose() => client.Dispose();

    private static async Task<string> ReadLineAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[512];
        var length = 0;
        while (length < 2 || buffer[length - 2] != '\r')
        {
            var read = length == buffer.Length ? 0 : await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            length += read > 0 ? read : throw new IOException("The server hung up.");
        }

        return Encoding.UTF8.GetString(buffer, 0, length - 2);
    }
}
