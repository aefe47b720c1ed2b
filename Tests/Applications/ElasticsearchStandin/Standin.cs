using Platform.ElasticsearchStandin.Http;
using Platform.ElasticsearchStandin.Indices;
using Platform.ElasticsearchStandin.Security;

namespace Platform.ElasticsearchStandin;

/// <summary>
/// Answers like Elasticsearch 9 where this repository asks it something, and refuses what it would refuse: bulk requests, index
/// templates, data streams, lifecycle policies, roles, users, searches. It keeps everything in memory, or in a file as well. What it knows comes from
/// https://www.elastic.co/docs/api/doc/elasticsearch and the specification at https://github.com/elastic/elasticsearch-specification.
/// </summary>
public sealed class Standin : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DataStreams _streams;
    private readonly MovableTime _time;
    private readonly Journal? _journal;

    private Standin(WebApplication app, DataStreams streams, MovableTime time, Journal? journal)
    {
        _journal = journal;
        _app = app;
        _streams = streams;
        _time = time;
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_app.Urls.First());

    /// <summary>How many documents it has.</summary>
    public long Documents => _streams.Documents;

    /// <summary>Starts it.</summary>
    /// <param name="url">Where it is to listen; with port 0, on any free port.</param>
    /// <param name="password">The password of the user <c>elastic</c>.</param>
    /// <param name="data">A folder in which it keeps what it has; null: in memory only.</param>
    public static async Task<Standin> StartAsync(string url, string password, string? data = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var time = new MovableTime();
        var policies = new Policies();
        var templates = new Templates();
        var streams = new DataStreams(templates, policies, time);
        var security = new Realm(password);
        var router = new Router(security);
        Cluster.Map(router);
        SecurityApi.Map(router, security);
        policies.Map(router, time);
        templates.Map(router);
        streams.Map(router);
        Bulk.Map(router, streams);
        Search.Map(router, streams);
        RequestDelegate handle = router.HandleAsync;
        var journal = data is null ? null : new Journal(Path.Combine(data, "requests.ndjson"), time);
        if (journal is not null)
        {
            await journal.ReplayAsync(handle);
        }

        app.Run(journal is null ? handle : http => journal.HandleAsync(http, handle));
        await app.StartAsync();
        return new(app, streams, time, journal);
    }

    /// <summary>Lets time pass: lifecycle policies are applied as of then.</summary>
    public void Pass(TimeSpan time) => _time.Offset += time;

    /// <summary>Returns when the process is told to end.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _journal?.Dispose();
    }
}
