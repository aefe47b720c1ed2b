namespace Platform.KibanaStandin;

/// <summary>
/// Takes saved objects, connectors and rules as Kibana 9 does, and refuses what it would refuse, as far as the form shows it. It keeps
/// everything in memory. What it knows comes from https://www.elastic.co/docs/api/doc/kibana.
/// </summary>
public sealed class KibanaServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Func<string, Task<bool>> _isKnown;
    private readonly Func<Task<bool>> _isReady;
    private readonly SavedObjects _objects = new();
    private readonly Alerting _alerting = new();

    private KibanaServer(WebApplication app, Func<string, Task<bool>> isKnown, Func<Task<bool>> isReady) => (_app, _isKnown, _isReady) = (app, isKnown, isReady);

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_app.Urls.First());

    /// <summary>The saved objects by type and id: <c>search:logs-errors</c>.</summary>
    public IReadOnlyCollection<string> Objects => _objects.Keys;

    /// <summary>The ids of the rules.</summary>
    public IReadOnlyCollection<string> Rules => _alerting.Rules;

    /// <summary>The ids of the connectors.</summary>
    public IReadOnlyCollection<string> Connectors => _alerting.Connectors;

    /// <summary>Starts it.</summary>
    /// <param name="url">Where it is to listen; with port 0, on any free port.</param>
    /// <param name="isKnown">Whether it takes whoever comes with an Authorization header.</param>
    /// <param name="isReady">Whether it is ready.</param>
    public static async Task<KibanaServer> StartAsync(string url, Func<string, Task<bool>> isKnown, Func<Task<bool>> isReady)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var kibana = new KibanaServer(app, isKnown, isReady);
        app.Run(kibana.HandleAsync);
        await app.StartAsync();
        return kibana;
    }

    /// <summary>Returns when the process is told to end.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var (status, answer) = await AnswerAsync(context.Request);
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(answer);
    }

    private async Task<Answer> AnswerAsync(HttpRequest request)
    {
        var path = request.Path.Value!;
        if (!await _isReady())
        {
            return new(503, new { status = "unavailable" });
        }

        if (path == "/api/status")
        {
            return new(200, new { status = "available" });
        }

        if (!await _isKnown(request.Headers.Authorization.ToString()))
        {
            return Answer.Error(401, "Unauthorized");
        }

        if (!HttpMethods.IsGet(request.Method) && !request.Headers.ContainsKey("kbn-xsrf"))
        {
            return Answer.Error(400, "Request must contain a kbn-xsrf header.");
        }

        return path.Split('/')[1..] switch
        {
            ["api", "saved_objects", "_import"] when HttpMethods.IsPost(request.Method) => await _objects.ImportAsync(request),
            ["api", "saved_objects", var type, var id] when HttpMethods.IsGet(request.Method) => _objects.Get(type, id),
            ["api", "actions", "connector", var id] => await _alerting.ConnectorAsync(request, id),
            ["api", "alerting", "rule", var id] => await _alerting.RuleAsync(request, id),
            _ => Answer.Error(404, $"Not Found: {request.Method} {path}"),
        };
    }
}
