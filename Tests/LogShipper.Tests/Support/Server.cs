using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Platform.ElasticsearchStandin;
using Platform.LogShipper.Setup;

namespace Platform.LogShipper.Tests.Support;

/// <summary>
/// The Elasticsearch of a test: the one that PLATFORM_TEST_ELASTICSEARCH_URL names (<c>http://elastic:password@127.0.0.1:9200</c>; its
/// <c>logs-platform-*</c> are deleted), else the stand-in.
/// </summary>
internal sealed class Server : IAsyncDisposable
{
    public const string WriterPassword = "writer-password";
    public const string ReaderPassword = "reader-password";
    public const string StandinPassword = "elastic-password";
    public const string Writer = "log_shipper";
    public const string Reader = "log_reader";
    public const string Streams = "logs-platform-*";

    private Server(Uri url, string password, Standin? standin)
    {
        Url = url;
        Password = password;
        Standin = standin;
    }

    public Uri Url { get; }

    public string Password { get; }

    /// <summary>Null where it is a real one.</summary>
    public Standin? Standin { get; }

    public static async Task<Server> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("PLATFORM_TEST_ELASTICSEARCH_URL") is { Length: > 0 } text)
        {
            var given = new Uri(text);
            var server = new Server(new UriBuilder(given) { UserName = "", Password = "" }.Uri, Uri.UnescapeDataString(given.UserInfo.Split(':', 2)[1]), null);
            await server.SendAsync(HttpMethod.Delete, $"/_data_stream/{Streams}");
            await server.SendAsync(HttpMethod.Delete, "/_index_template/logs-platform");
            return server;
        }

        return Of(await Standin.StartAsync("http://127.0.0.1:0", StandinPassword));
    }

    /// <summary>A stand-in that a test has started with <see cref="StandinPassword"/>.</summary>
    public static Server Of(Standin standin) => new(standin.Url, StandinPassword, standin);

    /// <summary>Starts it and sets it up.</summary>
    public static async Task<Server> StartSetUpAsync()
    {
        var server = await StartAsync();
        await server.SetUpAsync();
        return server;
    }

    /// <summary>Sets it up.</summary>
    public async Task SetUpAsync()
    {
        using var http = new ElasticsearchSettings { Url = Url, User = "elastic", Password = Password }.CreateClient();
        var settings = new SetupSettings { WriterPassword = WriterPassword, ReaderPassword = ReaderPassword };
        await new ElasticsearchSetup(new SetupClient(http, TimeSpan.FromSeconds(60), TimeProvider.System), settings).RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asks as the administrator or as another user; a body that begins with a brace is JSON.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string? body = null, string user = "elastic", string? password = null, string? type = null)
    {
        using var http = new HttpClient { BaseAddress = Url };
        using var request = new HttpRequestMessage(method, path);
        if (user.Length > 0)
        {
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password ?? PasswordOf(user)}")));
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type ?? "application/json");
        }

        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        using var json = JsonDocument.Parse(text.Length == 0 ? "{}" : text);
        return (response.StatusCode, json.RootElement.Clone());
    }

    /// <summary>Sends lines of a bulk request as the shipper's user.</summary>
    public Task<(HttpStatusCode Status, JsonElement Body)> BulkAsync(string lines, string user = Writer, string path = "/_bulk?require_data_stream=true") =>
        SendAsync(HttpMethod.Post, path, lines, user, type: "application/x-ndjson");

    /// <summary>How many lines have arrived.</summary>
    public async Task<int> CountAsync()
    {
        await SendAsync(HttpMethod.Post, $"/{Streams}/_refresh");
        var (_, body) = await SendAsync(HttpMethod.Get, $"/{Streams}/_count");
        return body.GetProperty("count").GetInt32();
    }

    public Task WaitForAsync(int lines, Func<string>? state = null)
    {
        var count = 0;
        return Wait.UntilAsync(async () => (count = await CountAsync()) >= lines, () => $"{count} of {lines} lines have arrived. {state?.Invoke()}");
    }

    /// <summary>All lines, oldest first and in the order of their files, as the reader sees them.</summary>
    public async Task<IReadOnlyList<JsonElement>> ReadAsync(string query = """{"match_all":{}}""")
    {
        await SendAsync(HttpMethod.Post, $"/{Streams}/_refresh");
        var (status, body) = await SendAsync(
            HttpMethod.Post, $"/{Streams}/_search", $$"""{"size":10000,"query":{{query}},"sort":["@timestamp","log.offset"]}""", Reader);
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        return [.. body.GetProperty("hits").GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("_source"))];
    }

    public async ValueTask DisposeAsync()
    {
        if (Standin is not null)
        {
            await Standin.DisposeAsync();
        }
    }

    private string PasswordOf(string user) => user switch
    {
        Writer => WriterPassword,
        Reader => ReaderPassword,
        _ => Password,
    };
}
