using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Tests.Dcp;

/// <summary>The real engine of this machine; tests are skipped where there is none.</summary>
internal static class Engine
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(90);

    private static readonly Lazy<string?> s_path = new(() =>
    {
        try
        {
            return EngineLocator.Find(new ConfigurationBuilder().AddEnvironmentVariables().Build()).DcpPath;
        }
        catch (DcpException)
        {
            return null;
        }
    });

    public static DcpOptions Options
    {
        get
        {
            Assert.SkipWhen(OperatingSystem.IsWindows(), "These tests run shell scripts.");
            Assert.SkipWhen(s_path.Value is null, "No Aspire engine (dcp) on this machine.");
            return new() { DcpPath = s_path.Value };
        }
    }

    public static Task<DcpSession> StartAsync(DcpOptions? options = null, ILoggerFactory? loggers = null) =>
        DcpProcess.StartAsync(options ?? Options, loggers ?? NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

    /// <summary>A token that ends a test that waits for something in vain.</summary>
    public static CancellationToken Bound() => new CancellationTokenSource(s_bound).Token;

    /// <summary>An executable that runs a shell script.</summary>
    public static Executable Script(string name, string script, params EnvVar[] env) => new()
    {
        Metadata = { Name = name },
        Spec = { ExecutablePath = "/bin/sh", Args = ["-c", script], Env = [.. env] },
    };

    public static async Task<Executable> WaitForAsync(this DcpClient client, string name, Func<Executable, bool> condition)
    {
        await foreach (var (type, obj) in client.WatchAsync<Executable>(Bound()))
        {
            if (obj.Metadata.Name == name && type != WatchEventType.Deleted && condition(obj))
            {
                return obj;
            }
        }

        throw new InvalidOperationException("A watch does not end by itself.");
    }

    public static Task<Executable> WaitForStateAsync(this DcpClient client, string name, string state) =>
        client.WaitForAsync(name, e => e.Status?.State == state);

    /// <summary>Creates an executable and returns it once its process runs.</summary>
    public static async Task<Executable> RunAsync(this DcpClient client, Executable executable)
    {
        await client.CreateAsync(executable);
        return await client.WaitForStateAsync(executable.Metadata.Name, ExecutableState.Running);
    }

    public static async Task UntilAsync(Func<bool> condition)
    {
        var bound = Bound();
        while (!condition())
        {
            await Task.Delay(10, bound);
        }
    }
}
