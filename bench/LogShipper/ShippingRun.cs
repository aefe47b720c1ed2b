using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text;

namespace Platform.LogShipper.Benchmarks;

/// <summary>The shipper and the stand-in for Elasticsearch, each in a process of its own, and log files that are written.</summary>
internal sealed class ShippingRun : IAsyncDisposable
{
    private const string Password = "bench-password";

    private readonly string _folder = Directory.CreateTempSubdirectory("logshipper-bench-").FullName;
    private readonly Uri _elasticsearch = new($"http://127.0.0.1:{FreePort()}");
    private readonly Uri _metrics = new($"http://127.0.0.1:{FreePort()}/metrics");
    private readonly HttpClient _http = new();
    private Process? _standin;
    private Process? _shipper;
    private int _written;

    /// <summary>Starts the stand-in and sets it up.</summary>
    public static async Task<ShippingRun> PrepareAsync()
    {
        var run = new ShippingRun();
        Directory.CreateDirectory(run.Logs);
        run._standin = Launch("ElasticsearchStandin", [run._elasticsearch.ToString(), Password], []);
        using var setup = Launch("LogShipper", ["setup"], [.. run.Elasticsearch("elastic"), ("Setup__WriterPassword", Password), ("Setup__ReaderPassword", Password)]);
        await setup.WaitForExitAsync();
        return setup.ExitCode == 0 ? run : throw new InvalidOperationException($"The setup ended with {setup.ExitCode}.");
    }

    /// <summary>Ships lines that are there already.</summary>
    public async Task CatchUpAsync(int lines)
    {
        for (var file = 0; _written < lines; file++)
        {
            Write($"api-20261120_{file:000}.clef", Math.Min(50_000, lines - _written));
        }

        var clock = Stopwatch.StartNew();
        _shipper = Launch("LogShipper", [], [
            .. Elasticsearch("log_shipper"),
            ("Shipper__Folder", Logs),
            ("Shipper__State", Path.Combine(_folder, "state")),
            ("ASPNETCORE_URLS", _metrics.GetLeftPart(UriPartial.Authority)),
            ("Logging__LogLevel__Default", "Warning")]);
        await WaitUntilArrivedAsync();
        var seconds = clock.Elapsed.TotalSeconds;
        var shipper = Processor(_shipper);
        Print($"catching up: {lines:N0} lines ({Megabytes():0} MB) in {seconds:0.00} s from the shipper's start: {lines / seconds:N0} lines/s");
        Print($"  processor time: shipper {shipper:0.00} s = {lines / shipper:N0} lines/s for a processor, stand-in {Processor(_standin!):0.00} s; memory {Memory(_shipper)} MiB");
    }

    /// <summary>Ships lines while they are written.</summary>
    public async Task KeepUpAsync(int perSecond, int seconds)
    {
        const int steps = 20;
        var before = Processor(_shipper!);
        var behind = 0L;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / steps));
        for (var step = 0; step < seconds * steps && await timer.WaitForNextTickAsync(); step++)
        {
            Write("api-20261121.clef", perSecond / steps);
            behind = step % steps == steps - 1 ? Math.Max(behind, _written - await ArrivedAsync()) : behind;
        }

        var clock = Stopwatch.StartNew();
        await WaitUntilArrivedAsync();
        Print($"keeping up: {perSecond:N0} lines/s for {seconds} s, at most {behind:N0} lines behind, all there {clock.Elapsed.TotalSeconds:0.00} s after the last");
        Print($"  processor time of the shipper: {(Processor(_shipper!) - before) / seconds:P1} of one processor; memory {Memory(_shipper!)} MiB");
    }

    /// <summary>Leaves it alone.</summary>
    public async Task RestAsync(TimeSpan time)
    {
        var before = Processor(_shipper!);
        await Task.Delay(time);
        Print($"at rest: {(Processor(_shipper!) - before) / time.TotalSeconds:P2} of one processor, memory {Memory(_shipper!)} MiB");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { _shipper, _standin }.OfType<Process>())
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Logs => Path.Combine(_folder, "logs");

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static double Processor(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
    }

    private static long Memory(Process process)
    {
        process.Refresh();
        return process.WorkingSet64 / 1024 / 1024;
    }

    private double Megabytes() => new DirectoryInfo(Logs).EnumerateFiles().Sum(file => file.Length) / 1e6;

    private async Task WaitUntilArrivedAsync()
    {
        while (await ArrivedAsync() < _written)
        {
            await Task.Delay(20);
        }
    }

    private async Task<long> ArrivedAsync()
    {
        try
        {
            const string name = "logshipper_lines_total ";
            var line = (await _http.GetStringAsync(_metrics)).Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : (long)double.Parse(line[name.Length..], CultureInfo.InvariantCulture);
        }
        catch (HttpRequestException) when (!_shipper!.HasExited)
        {
            return 0;
        }
    }

    // A line as the API writes it for a request.
    private void Write(string file, int lines)
    {
        var text = new StringBuilder();
        var start = new DateTime(2026, 11, 20, 0, 0, 0, DateTimeKind.Utc);
        for (var i = 0; i < lines; i++, _written++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""{"@t":"{{start.AddMilliseconds(_written):O}}","@l":"Information","@mt":"HTTP {Method} {Path} answered {StatusCode} in {DurationMs} ms","@tr":"1c9ea17502480a0ddada2c3b50b0afb7","@sp":"415ad0f2e412cafc","CorrelationId":"{{_written:x32}}","Method":"POST","Path":"/api/v1/orders","StatusCode":201,"DurationMs":17.6,"EventId":{"Id":1,"Name":"Request"},"SourceContext":"Platform.ServiceDefaults.Http.RequestContext","Machine":"laptop","Process":23280,"Service":"api","Version":"0.1.0"}""").Append('\n');
        }

        File.AppendAllText(Path.Combine(Logs, file), text.ToString());
    }

    private (string, string)[] Elasticsearch(string user) => [("Elasticsearch__Url", _elasticsearch.ToString()), ("Elasticsearch__User", user), ("Elasticsearch__Password", Password)];

    private static Process Launch(string program, string[] arguments, (string Name, string Value)[] environment)
    {
        var format = typeof(ShippingRun).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Programs").Value!;
        var start = new ProcessStartInfo("dotnet", [string.Format(CultureInfo.InvariantCulture, format, program), .. arguments]) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        return process;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
