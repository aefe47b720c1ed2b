using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Platform.Tests.Processes;

namespace Platform.Tests.Forms;

/// <summary>Enough of the Redis protocol (RESP2) for commands that answer with one text or a list of texts.</summary>
internal sealed class RedisClient : IDisposable
{
    private readonly TcpClient _client = new();

    private RedisClient()
    {
    }

    /// <summary>Connects as a connection string says: <c>127.0.0.1:6379,password=...</c></summary>
    public static async Task<RedisClient> ConnectAsync(string connectionString, string? user = null)
    {
        var redis = new RedisClient();
        var address = connectionString.Split(',')[0].Split(':');
        await redis._client.ConnectAsync(address[0], int.Parse(address[1], CultureInfo.InvariantCulture));
        var password = connectionString.Split(',').SingleOrDefault(part => part.StartsWith("password=", StringComparison.Ordinal));
        if (password is not null)
        {
            string[] login = user is null ? ["AUTH"] : ["AUTH", user];
            await redis.AskAsync([.. login, password["password=".Length..]]);
        }

        return redis;
    }

    /// <summary>Connects to the Redis of a run.</summary>
    public static async Task<RedisClient> ConnectAsync(AppHostProcess run) =>
        await ConnectAsync($"127.0.0.1:{run.Ports[ResourceNames.Redis]},password={await run.SecretAsync(ResourceNames.Redis)}");

    /// <summary>The answer; a list is joined with spaces.</summary>
    /// <exception cref="IOException">The server answered with an error.</exception>
    public async Task<string> AskAsync(params string[] command)
    {
        var request = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"*{command.Length}\r\n"));
        foreach (var part in command)
        {
            request.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n");
        }

        await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(request.ToString()));
        return await ReadAsync();
    }

    public void Dispose() => _client.Dispose();

    private async Task<string> ReadAsync()
    {
        var line = await ReadLineAsync();
        var rest = line[1..];
        switch (line[0])
        {
            case '-':
                throw new IOException(rest);
            case '$' when rest == "-1":
                return "";
            case '$':
                var text = new byte[int.Parse(rest, CultureInfo.InvariantCulture) + "\r\n".Length];
                await _client.GetStream().ReadExactlyAsync(text);
                return Encoding.UTF8.GetString(text[..^2]);
            case '*':
                var items = new List<string>();
                for (var i = int.Parse(rest, CultureInfo.InvariantCulture); i > 0; i--)
                {
                    items.Add(await ReadAsync());
                }

                return string.Join(' ', items);
            default:
                return rest;
        }
    }

    private async Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (line.Length < 2 || line[^1] != '\n')
        {
            await _client.GetStream().ReadExactlyAsync(one);
            line.Append((char)one[0]);
        }

        return line.ToString().TrimEnd('\r', '\n');
    }
}
