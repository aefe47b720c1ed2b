using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Platform.LogShipper.Tests.Support;

/// <summary>Stands between the shipper and Elasticsearch, and breaks what passes.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private int _requests;

    private FaultyProxy(WebApplication app, Uri target)
    {
        _app = app;
        _http = new HttpClient { BaseAddress = target };
    }

    /// <summary>What happens to a request.</summary>
    public Func<Fault> Next { get; set; } = () => Fault.None;

    /// <summary>A longer request is answered with 413. Bytes.</summary>
    public int LongestBody { get; set; } = int.MaxValue;

    public Uri Url => new(_app.Urls.First());

    /// <summary>How many requests have come.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public static async Task<FaultyProxy> StartAsync(Uri target)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var proxy = new FaultyProxy(app, target);
        app.Run(proxy.HandleAsync);
        await app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        var fault = Next();
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (body.Length > LongestBody)
        {
            await AnswerAsync(context, 413, "<html>too large</html>"u8.ToArray());
            return;
        }

        switch (fault)
        {
            case Fault.NoConnection:
                context.Abort();
                return;
            case Fault.TooManyRequests:
                await AnswerAsync(context, 429, """{"error":{"type":"es_rejected_execution_exception","reason":"rejected"},"status":429}"""u8.ToArray());
                return;
            case Fault.Unavailable:
                await AnswerAsync(context, 503, "upstream connect error"u8.ToArray());
                return;
            case Fault.NoAnswer:
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return;
            case Fault.UnknownParameter:
                await AnswerAsync(context, 400, """{"error":{"type":"illegal_argument_exception","reason":"request [/_bulk] contains unrecognized parameter: [require_data_stream]"},"status":400}"""u8.ToArray());
                return;
            case Fault.ShardLimit:
                var item = """{"create":{"status":400,"error":{"type":"validation_exception","reason":"Validation Failed: 1: this action would add [2] shards, but this cluster currently has [1000]/[1000] maximum normal shards open;"}}}""";
                var count = body.ToArray().Count(character => character == '\n') / 2;
                await AnswerAsync(context, 200, Encoding.UTF8.GetBytes($$"""{"errors":true,"items":[{{string.Join(',', Enumerable.Repeat(item, count))}}]}"""));
                return;
        }

        var lines = Encoding.UTF8.GetString(body.ToArray()).Split('\n');

        // Of the items, every other one is not passed on, and answered with 429.
        var passed = fault is Fault.SomeItems && lines.Length > 3
            ? string.Concat(lines.SkipLast(1).Chunk(2).Where((_, i) => i % 2 == 0).Select(pair => $"{pair[0]}\n{pair[1]}\n"))
            : Encoding.UTF8.GetString(body.ToArray());
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.Path + context.Request.QueryString);
        request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers.Authorization.ToString());
        if (context.Request.ContentType is { } type)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(passed));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        using var response = await _http.SendAsync(request);
        var answer = await response.Content.ReadAsByteArrayAsync();
        if (fault is Fault.LostAnswer)
        {
            context.Abort();
            return;
        }

        await AnswerAsync(context, (int)response.StatusCode, fault is Fault.SomeItems && lines.Length > 3 ? WithRejected(answer, lines.Length / 2) : answer);
    }

    private static byte[] WithRejected(byte[] answer, int count)
    {
        var json = JsonNode.Parse(answer)!;
        var items = new Queue<JsonNode>(json["items"]!.AsArray().Select(item => item!.DeepClone()));
        var all = new JsonArray();
        for (var i = 0; i < count; i++)
        {
            all.Add(i % 2 == 0 ? items.Dequeue() : JsonNode.Parse("""{"create":{"status":429,"error":{"type":"es_rejected_execution_exception","reason":"rejected"}}}"""));
        }

        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["errors"] = true, ["items"] = all });
    }

    private static async Task AnswerAsync(HttpContext context, int status, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(body);
    }
}
