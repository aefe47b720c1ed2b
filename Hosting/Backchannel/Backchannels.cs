using System.Net.Sockets;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Backchannel.Contract;
using Platform.Hosting.Backchannel.Rpc;

namespace Platform.Hosting.Backchannel;

/// <summary>
/// The two sockets that the aspire CLI talks to: one that the CLI names when it starts the AppHost
/// (<c>ASPIRE_BACKCHANNEL_PATH</c>), and one that every running AppHost has, where the CLI finds it by its path.
/// An AppHost that cannot have them runs without.
/// </summary>
internal sealed class Backchannels(
    IConfiguration configuration,
    AppHostMethods appHost,
    ResourceMethods resources,
    LogMethods logs,
    WaitMethods waits,
    CommandMethods commands,
    ILogger<Backchannels> logger) : IHostedService, IAsyncDisposable
{
    private readonly List<RpcServer> _servers = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration["AppHost:Path"] is { Length: > 0 } appHostPath)
        {
            Listen(() => PrepareAuxiliaryPath(ResolveLinks(appHostPath)), AuxiliaryMethods());
        }

        if (configuration["ASPIRE_BACKCHANNEL_PATH"] is { Length: > 0 } path)
        {
            Listen(() => path, CliMethods());
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    /// <summary>Closes the sockets, also of an application that was never stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    private void Listen(Func<string> getPath, RpcMethods methods)
    {
        try
        {
            _servers.Add(new RpcServer(getPath(), methods, logger));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException or ArgumentOutOfRangeException)
        {
            logger.LogWarning("The aspire CLI cannot reach this application, its socket could not be made: {Reason}", e.Message);
        }
    }

    private RpcMethods AuxiliaryMethods()
    {
        var methods = new RpcMethods();
        methods.Add<EmptyRequest, CapabilitiesResponse>("GetCapabilitiesAsync", (_, _) => Task.FromResult(new CapabilitiesResponse(["aux.v1", "aux.v2", "aux.v3"])));
        methods.Add<EmptyRequest, EmptyResponse>("StopAsync", (_, _) => appHost.StopAsync());
        methods.Add("StopAppHostAsync", _ => appHost.StopAsync());
        appHost.AddTo(methods);
        resources.AddTo(methods);
        logs.AddTo(methods);
        waits.AddTo(methods);
        commands.AddTo(methods);
        return methods;
    }

    private RpcMethods CliMethods()
    {
        var methods = new RpcMethods();
        methods.Add<string[]>("GetCapabilitiesAsync", _ => Task.FromResult<string[]>(["baseline.v2"]));
        methods.Add("RequestStopAsync", _ => appHost.StopAsync());
        methods.Add("NotifyAppHostReadyAsync", _ => Task.FromResult(new EmptyResponse()));
        methods.AddStream("GetResourceStatesAsync", resources.WatchStatesAsync);
        appHost.AddTo(methods);
        return methods;
    }

    // A crashed AppHost leaves its socket behind; the next one of the same path removes it.
    private static string PrepareAuxiliaryPath(string appHostPath)
    {
        var folder = Directory.CreateDirectory(AppHostSocketName.Folder);
        foreach (var file in folder.EnumerateFiles())
        {
            if (AppHostSocketName.FindPid(file.Name, appHostPath) is { } pid && !CliWatch.IsRunning(pid))
            {
                file.Delete();
            }
        }

        return Path.Combine(folder.FullName, AppHostSocketName.Create(appHostPath, System.Environment.ProcessId));
    }

    // The CLI hashes the path without symbolic links in it, wherever on the way they are.
    private static string ResolveLinks(string path)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
        {
            return path;
        }

        var resolved = Path.Combine(ResolveLinks(parent), Path.GetFileName(path));
        FileSystemInfo entry = Directory.Exists(resolved) ? new DirectoryInfo(resolved) : new FileInfo(resolved);
        return entry.Exists && entry.ResolveLinkTarget(returnFinalTarget: true) is { } target ? target.FullName : resolved;
    }
}

internal static class BackchannelRegistration
{
    /// <summary>Adds what the aspire CLI needs. Register it before the resources start, so that the CLI sees them start.</summary>
    public static IServiceCollection AddBackchannels(this IServiceCollection services) =>
        services
            .AddSingleton<AppHostLog>()
            .AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<AppHostLog>())
            .AddSingleton<AppHostMethods>()
            .AddSingleton<ResourceMethods>()
            .AddSingleton<LogMethods>()
            .AddSingleton<WaitMethods>()
            .AddSingleton<CommandMethods>()
            .AddHostedService<Backchannels>()
            .AddHostedService<CliWatch>();
}
