using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Platform.LogShipper.Tests.Support;

/// <summary>The real program in a process of its own, to be killed.</summary>
internal sealed class ShipperProcess : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "LogShipper.dll");

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ShipperProcess(Process process, Uri url)
    {
        _process = process;
        Url = url;
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Url { get; }

    public bool HasExited => _process.HasExited;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts shipping a folder.</summary>
    public static ShipperProcess Start(Uri elasticsearch, string logs, string state, params (string Name, string Value)[] more)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        return new(Launch([Program], [
            ("ASPNETCORE_URLS", url.ToString()),
            ("Shipper__Folder", logs),
            ("Shipper__State", state),
            ("Shipper__PollMilliseconds", "20"),
            ("Shipper__RetryMilliseconds", "200"),
            ("Elasticsearch__Url", elasticsearch.ToString()),
            ("Elasticsearch__User", Server.Writer),
            ("Elasticsearch__Password", Server.WriterPassword),
            .. more]), url);
    }

    /// <summary>Runs the setup to its end.</summary>
    public static Task<(int ExitCode, string Output)> SetupAsync(Server server, params (string Name, string Value)[] more) => RunAsync(
        ["setup"],
        [
            ("Elasticsearch__Url", server.Url.ToString()),
            ("Elasticsearch__User", "elastic"),
            ("Elasticsearch__Password", server.Password),
            ("Setup__WriterPassword", Server.WriterPassword),
            ("Setup__ReaderPassword", Server.ReaderPassword),
            .. more,
        ]);

    /// <summary>Runs the program to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        using var run = new ShipperProcess(Launch([Program, .. arguments], environment), new Uri("http://127.0.0.1"));
        await run._process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (run._process.ExitCode, run.Output);
    }

    /// <summary>A metric's value; null while the program does not answer, or has none of that name.</summary>
    public async Task<double?> MetricAsync(string name)
    {
        using var http = new HttpClient { BaseAddress = Url };
        try
        {
            var text = await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
            return text.Split('\n').Where(line => line.StartsWith($"{name} ", StringComparison.Ordinal) || line.StartsWith($"{name}{{", StringComparison.Ordinal))
                .Sum(line => (double?)double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private static Process Launch(string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Note(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
