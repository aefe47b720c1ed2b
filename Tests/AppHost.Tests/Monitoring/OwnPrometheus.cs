using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Platform.Tools;

namespace Platform.AppHost.Tests.Monitoring;

/// <summary>A Prometheus of a test's own, which watches itself five times a second.</summary>
internal sealed class OwnPrometheus : IAsyncDisposable
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(90);

    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    public required Uri Address { get; init; }

    public static async Task<OwnPrometheus> StartAsync(CancellationToken cancellationToken)
    {
        var tools = await new Toolbox().EnsureAsync([ToolNames.Prometheus], cancellationToken: cancellationToken);
        var own = new OwnPrometheus { Address = new Uri($"http://127.0.0.1:{FreePort()}") };
        await File.WriteAllTextAsync(own._folder.File("prometheus.yml"), $$"""
            global: { scrape_interval: 200ms, scrape_timeout: 200ms }
            scrape_configs:
              - job_name: prometheus
                static_configs: [{ targets: ["{{own.Address.Authority}}"], labels: { service: prometheus } }]
            """, cancellationToken);
        own._process = Process.Start(new ProcessStartInfo(
            tools.Path(ToolNames.Prometheus),
            [$"--config.file={own._folder.File("prometheus.yml")}", $"--storage.tsdb.path={own._folder.File("data")}", $"--web.listen-address={own.Address.Authority}", "--log.level=error"]));
        await own.WaitUntilItKnowsItselfAsync(cancellationToken);
        return own;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
            _process.Dispose();
        }

        _folder.Dispose();
    }

    private async Task WaitUntilItKnowsItselfAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = Address };
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(s_bound);
        while (!(await TryGetAsync(http, "/api/v1/query?query=count_over_time(up[1m])%20>%203", bound.Token)).Contains("\"value\"", StringComparison.Ordinal))
        {
            await Task.Delay(50, bound.Token);
        }
    }

    private static async Task<string> TryGetAsync(HttpClient http, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await http.GetStringAsync(path, cancellationToken);
        }
        catch (HttpRequestException)
        {
            return ""; // not yet
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
