using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;

namespace Platform.ObjectStore.Benchmarks;

/// <summary>The object store in a process of its own, on an empty data directory.</summary>
internal sealed class Server : IDisposable
{
    private const string AccessKey = "benchmark", SecretKey = "benchmark-secret";
    private readonly Process _process;
    private readonly string _data;

    private Server(Process process, string data, Uri url, TimeSpan ready)
    {
        (_process, _data, Url, Ready) = (process, data, url, ready);
        S3 = new AmazonS3Client(new BasicAWSCredentials(AccessKey, SecretKey), new AmazonS3Config
        {
            ServiceURL = url.ToString(), ForcePathStyle = true, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0,
        });
    }

    public Uri Url { get; }

    /// <summary>From the start of the process to the first answer of /health/ready.</summary>
    public TimeSpan Ready { get; }

    public AmazonS3Client S3 { get; }

    public static async Task<Server> StartAsync()
    {
        var data = Directory.CreateTempSubdirectory("objectstore-bench-").FullName;
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        var started = Stopwatch.GetTimestamp();
        var process = Process.Start(new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "ObjectStore.dll"), "--urls", url.ToString(), "--data", data, "--access-key", AccessKey, "--secret-key", SecretKey,
            "--Logging:LogLevel:Default", "Warning",
        ]) { RedirectStandardOutput = true })!;
        using var probe = new HttpClient { BaseAddress = url };
        while (true)
        {
            try
            {
                using var answer = await probe.GetAsync("/health/ready");
                if (answer.IsSuccessStatusCode)
                {
                    return new Server(process, data, url, Stopwatch.GetElapsedTime(started));
                }
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                await Task.Delay(2);
            }
        }
    }

    /// <summary>Processor time so far, in seconds.</summary>
    public double ProcessorTime()
    {
        _process.Refresh();
        return _process.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>Resident memory in MiB; on Linux also its highest value so far.</summary>
    public (double Now, double Peak) Memory()
    {
        _process.Refresh();
        if (!OperatingSystem.IsLinux())
        {
            return (_process.WorkingSet64 / 1048576.0, _process.PeakWorkingSet64 / 1048576.0);
        }
        double Field(string name) => double.Parse(File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal))[(name.Length + 1)..^3].Trim()) / 1024;
        return (Field("VmRSS"), Field("VmHWM"));
    }

    public void Dispose()
    {
        S3.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
