namespace Platform.Api.Tests.Fixtures;

/// <summary>The object store as a process of its own.</summary>
internal sealed class StorageServer : IAsyncDisposable
{
    private const string AccessKey = "test-access";
    private const string SecretKey = "test-secret-key";

    private readonly string _folder;
    private readonly int _port;
    private ServerProcess _process;
    private int _buckets;

    private StorageServer(string folder, int port)
    {
        _folder = folder;
        _port = port;
        _process = Launch();
    }

    public static async Task<StorageServer> StartAsync(string folder)
    {
        var server = new StorageServer(folder, ServerProcess.FreePort());
        await server.UntilReadyAsync();
        return server;
    }

    /// <summary>A connection string to a bucket that nobody else uses.</summary>
    public string NewBucket() =>
        $"Endpoint=http://127.0.0.1:{_port};AccessKey={AccessKey};SecretKey={SecretKey};Bucket=shop-{Interlocked.Increment(ref _buckets)};Region=us-east-1";

    public async Task StopAsync() => await _process.DisposeAsync();

    public async Task RestartAsync()
    {
        _process = Launch();
        await UntilReadyAsync();
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private ServerProcess Launch() => ServerProcess.Start(
        "dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "ObjectStore.dll"), "--data", _folder, "--access-key", AccessKey,
            "--secret-key", SecretKey, "--urls", $"http://127.0.0.1:{_port}",
        ]);

    private Task UntilReadyAsync() => _process.UntilAsync(
        async () =>
        {
            try
            {
                using var client = new HttpClient();
                using var answer = await client.GetAsync($"http://127.0.0.1:{_port}/health/ready");
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        },
        "The object store");
}
