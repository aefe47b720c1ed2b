using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Amazon.S3;

namespace Platform.ObjectStore.Tests.Support;

/// <summary>The real program in a process of its own, to be killed.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private ServerProcess(Process process, Uri url)
    {
        _process = process;
        Url = url;
        _errors = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        S3 = TestServer.CreateClient(url);
    }

    public Uri Url { get; }

    public AmazonS3Client S3 { get; }

    public int Pid => _process.Id;

    public static async Task<ServerProcess> StartAsync(string data, params string[] more)
    {
        var server = Launch(data, prefix: [], more);
        await server.WaitUntilReadyAsync();
        return server;
    }

    /// <param name="prefix">A program that runs the server, with its arguments.</param>
    public static ServerProcess Launch(string data, string[] prefix, params string[] more)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        string[] command = [.. prefix, "dotnet", Path.Combine(AppContext.BaseDirectory, "ObjectStore.dll"), .. TestServer.Arguments(data, more), "--urls", url.ToString()];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        return new ServerProcess(Process.Start(start)!, url);
    }

    public async Task WaitUntilReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Url };
        await S3Assert.EventuallyAsync(async () =>
        {
            if (_process.HasExited)
            {
                Assert.Fail($"The server ended with {_process.ExitCode}: {await _errors}");
            }
            try
            {
                using var answer = await http.GetAsync("/health/ready");
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, "the server is ready");
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> TerminateAsync()
    {
        var started = Stopwatch.GetTimestamp();
        Assert.Equal(0, SendSignal(_process.Id, 15));
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return Stopwatch.GetElapsedTime(started);
    }

    public async Task<(int ExitCode, string Errors)> WaitForExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));
        return (_process.ExitCode, await _errors);
    }

    public void Dispose()
    {
        S3.Dispose();
        if (!_process.HasExited)
        {
            Kill();
        }
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int pid, int signal);
}
