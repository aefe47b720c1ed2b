using StackExchange.Redis;
using Platform.Tools;

namespace Platform.Api.Tests.Fixtures;

/// <summary>A Redis server with a database for every test application.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const string Password = "test-password";

    private readonly RedisTool _tool;
    private readonly string _folder;
    private readonly int _port;
    private ServerProcess _process;
    private int _databases;

    private RedisServer(RedisTool tool, string folder, int port)
    {
        _tool = tool;
        _folder = folder;
        _port = port;
        _process = Launch();
    }

    public static async Task<RedisServer> StartAsync(RedisTool tool, string folder)
    {
        Directory.CreateDirectory(folder);
        var server = new RedisServer(tool, folder, ServerProcess.FreePort());
        await server.UntilReadyAsync();
        return server;
    }

    /// <summary>A connection string to a database that nobody else uses.</summary>
    public string NewDatabase() => $"{ConnectionString},defaultDatabase={Interlocked.Increment(ref _databases)}";

    public async Task StopAsync() => await _process.DisposeAsync();

    public async Task RestartAsync()
    {
        _process = Launch();
        await UntilReadyAsync();
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private string ConnectionString => $"127.0.0.1:{_port},password={Password}";

    private ServerProcess Launch()
    {
        string[] arguments = _tool.Kind is RedisKind.Garnet
            ? ["--bind", "127.0.0.1", "--port", $"{_port}", "--auth", "Password", "--password", Password, "--max-databases", "1000"]
            :
            [
                "--bind", "127.0.0.1", "--port", $"{_port}", "--requirepass", Password, "--databases", "1000",
                "--dir", _folder, "--save", "", "--appendonly", "yes",
            ];
        return ServerProcess.Start(_tool.Server, arguments, _tool.Environment);
    }

    private Task UntilReadyAsync() => _process.UntilAsync(
        async () =>
        {
            try
            {
                using var connection = await ConnectionMultiplexer.ConnectAsync($"{ConnectionString},connectTimeout=500,connectRetry=1");
                await connection.GetDatabase().PingAsync();
                return true;
            }
            catch (RedisException)
            {
                return false;
            }
        },
        "Redis");
}
