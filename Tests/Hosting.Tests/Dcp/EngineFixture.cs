using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Tests.Dcp;

/// <summary>The real engine of this machine; tests are skipped where there is none.</summary>
internal static class Engine
{
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
            Assert.SkipWhen(s_path.Value is null, "No Aspire engine (dcp) on this machine.");
            return new() { DcpPath = s_path.Value };
        }
    }

    public static Task<DcpSession> StartAsync(DcpOptions? options = null, ILoggerFactory? loggers = null) =>
        DcpProcess.StartAsync(options ?? Options, loggers ?? NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

    /// <summary>An executable that runs a shell script.</summary>
    public static Executable Script(string name, string script, params EnvVar[] env) => new()
    {
        Metadata = { Name = name },
        Spec = { ExecutablePath = "/bin/sh", Args = ["-c", script], Env = [.. env] },
    };
}
