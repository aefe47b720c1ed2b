using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Orchestration;

/// <summary>The engine of this application: started once, stopped once.</summary>
internal sealed class EngineHost(IConfiguration configuration, ILoggerFactory loggers)
{
    private static readonly string[] s_containerRuntimeKeys = ["DcpPublisher:ContainerRuntime", "ASPIRE_CONTAINER_RUNTIME", "DOTNET_ASPIRE_CONTAINER_RUNTIME"];

    private Task<DcpSession>? _session;
    private EnginePaths? _paths;

    /// <summary>Raised with the category of each warning and error that the engine logs.</summary>
    public event Action<string>? ProblemLogged;

    /// <summary>The programs of the engine and of the dashboard.</summary>
    /// <exception cref="DcpException">There is no engine on this machine.</exception>
    public EnginePaths Paths => _paths ??= EngineLocator.Find(configuration);

    /// <summary>Completes when the engine answers.</summary>
    public Task<DcpSession> Session => _session ?? throw new InvalidOperationException("The engine has not been started.");

    public DcpClient Client => Session.IsCompletedSuccessfully ? Session.Result.Client : throw new DistributedApplicationException("The engine is not running.");

    /// <summary>docker or podman; null: the engine picks the one that answers.</summary>
    /// <exception cref="DistributedApplicationException">Another one is configured.</exception>
    public static string? ContainerRuntime(IConfiguration configuration) =>
        s_containerRuntimeKeys.Select(key => (Key: key, Value: configuration[key])).FirstOrDefault(setting => !string.IsNullOrEmpty(setting.Value)) switch
        {
            (_, null) => null,
            (_, "docker" or "podman") setting => setting.Value,
            var (key, value) => throw new DistributedApplicationException($"'{key}' is '{value}', and containers are run by 'docker' or 'podman'."),
        };

    /// <summary>Starts the engine in the background, so that the application can be prepared meanwhile.</summary>
    /// <exception cref="DcpException">There is no engine on this machine.</exception>
    public void BeginStart(CancellationToken cancellationToken)
    {
        var options = new DcpOptions
        {
            DcpPath = Paths.DcpPath,
            ContainerRuntime = ContainerRuntime(configuration),
            ProblemLogged = category => ProblemLogged?.Invoke(category),
        };
        _session = Task.Run(() => DcpProcess.StartAsync(options, loggers, cancellationToken), CancellationToken.None);
    }

    /// <summary>Ends the engine and whatever it still runs.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_session is null)
        {
            return;
        }

        DcpSession session;
        try
        {
            session = await _session.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DcpException or OperationCanceledException)
        {
            return; // it never started, and has cleaned up behind itself
        }

        await session.StopAsync(cancellationToken).ConfigureAwait(false);
    }
}
