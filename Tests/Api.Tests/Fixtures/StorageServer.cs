namespace Platform.Api.Tests.Fixtures;

/// <summary>The object store as a process of its own.</summary>
internal sealed class StorageServer : IAsyncDisposable
{
    private const string AccessKey = "test-access";
    private const string SecretKey = "test-secret-key";

    private const string DefaultRegion = "us-east-1";

    private readonly string _folder;
    private readonly int _port;
    private readonly string[] _more;
    private ServerProcess _process;
    private int _buckets;

    private StorageServer(string folder, int port, string[] more)
    {
        _folder = folder;
        _port = port;
        _more = more;
        _process = Launch();
    }

    /// <param name="folder">Where it keeps its data.</param>
    /// <param name="region">Its region.</param>
    /// <param name="domain">One more name under which it answers.</param>
    public static async Task<StorageServer> StartAsync(string folder, string region = DefaultRegion, string? domain = null)
    {
        string[] more = ["--region", region, .. domain is null ? Array.Empty<string>() : ["--domain", domain]];
        var server = new StorageServer(folder, ServerProcess.FreePort(), more);
        await server.UntilReadyAsync();
        return server;
    }

    /// <summary>A connection string to a bucket that nobody else uses.</summary>
    public string NewBucket() => ConnectionString("local", $"shop-{Interlocked.Increment(ref _buckets)}", DefaultRegion);

    public Uri Url => new($"http://127.0.0.1:{_port}");

    /// <summary>A connection string as one writes it for a provider.</summary>
    public string ConnectionString(string provider, string bucket, string region) =>
        $"{(provider == "local" ? $"Endpoint={Url}" : $"Provider={provider}")};AccessKey={AccessKey};SecretKey={SecretKey};Bucket={bucket};Region={region}";

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
            "--secret-key", SecretKey, "--urls", $"http://127.0.0.1:{_port}", .. _more,
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
