namespace Platform.Api.Tests.Fixtures;

/// <summary>The API as a process of its own, as it runs in production.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private ApiProcess(ServerProcess process, Uri url)
    {
        _process = process;
        Client = new() { BaseAddress = url };
    }

    public HttpClient Client { get; }

    public static async Task<ApiProcess> StartAsync(string database, string redis, string dataFolder, IReadOnlyDictionary<string, string>? settings = null)
    {
        var url = new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}");
        var process = ServerProcess.Start("dotnet", ["exec", typeof(Program).Assembly.Location], new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = url.ToString(),
            ["ConnectionStrings__shopdb"] = database,
            ["ConnectionStrings__redis"] = redis,
            ["Paths__Data"] = dataFolder,
        });
        var api = new ApiProcess(process, url);
        await process.UntilAsync(
            async () =>
            {
                try
                {
                    using var answer = await api.Client.GetAsync("/health/ready");
                    return answer.IsSuccessStatusCode && (await answer.Content.ReadAsStringAsync()).Contains("\"redis\":{\"status\":\"Healthy\"", StringComparison.Ordinal);
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "The API");
        return api;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }
}
