using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Platform.Hosting.Backchannel.Contract;
using Platform.Hosting.Backchannel.Rpc;
using Platform.Hosting.Dashboard;

namespace Platform.Hosting.Backchannel;

/// <summary>What the backchannels tell about the AppHost itself.</summary>
internal sealed class AppHostMethods(
    IConfiguration configuration, IHostApplicationLifetime lifetime, DashboardHost dashboard, AppHostLog log)
{
    private static readonly string s_aspireVersion =
        typeof(AppHostMethods).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "AspireVersion").Value!;

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void AddTo(RpcMethods methods)
    {
        methods.Add("GetAppHostInformationAsync", _ => Task.FromResult(GetInformation()));
        methods.Add<EmptyRequest, AppHostInfoResponse>("GetAppHostInfoAsync", (_, _) => Task.FromResult(GetInfo()));
        methods.Add<EmptyRequest, AppHostReadyResponse>("WaitForAppHostReadyAsync", async (_, cancellationToken) =>
        {
            await WaitUntilStartedAsync(cancellationToken);
            return new(IsReady: true);
        });
        methods.Add("GetDashboardUrlsAsync", GetDashboardUrlsAsync);
        methods.Add<EmptyRequest, DashboardInfoResponse>("GetDashboardInfoAsync", (_, cancellationToken) => GetDashboardInfoAsync(cancellationToken));
        methods.Add<object?>("GetDashboardMcpConnectionInfoAsync", _ => Task.FromResult<object?>(null));
        methods.AddStream("GetAppHostLogEntriesAsync", log.ReadAsync);
    }

    /// <summary>Stops the application once the caller has its answer.</summary>
    public Task<EmptyResponse> StopAsync()
    {
        _ = Task.Run(async () =>
        {
            await Task.Yield();
            lifetime.StopApplication();
        });
        return Task.FromResult(new EmptyResponse());
    }

    public async Task<DashboardUrls> GetDashboardUrlsAsync(CancellationToken cancellationToken) =>
        await dashboard.Listening.WaitAsync(cancellationToken) is { } settings ? new(true, settings.LoginUrl.ToString()) : new(false, null);

    private async Task<DashboardInfoResponse> GetDashboardInfoAsync(CancellationToken cancellationToken) =>
        await dashboard.Listening.WaitAsync(cancellationToken) is { } settings
            ? new(settings.FrontendUrls[0].GetLeftPart(UriPartial.Authority), settings.TelemetryApiKey, [settings.LoginUrl.ToString()], true)
            : new(null, null, [], false);

    private AppHostInformation GetInformation() => new(
        configuration["AppHost:FilePath"] ?? configuration["AppHost:Path"] ?? "",
        System.Environment.ProcessId,
        configuration.GetValue<int?>("ASPIRE_CLI_PID"),
        Process.GetCurrentProcess().StartTime,
        configuration.GetValue<long?>("ASPIRE_CLI_STARTED") is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
        configuration["ASPIRE_CLI_LOG_FILE"]);

    private AppHostInfoResponse GetInfo()
    {
        var information = GetInformation();
        return new(
            information.ProcessId.ToString(CultureInfo.InvariantCulture),
            s_aspireVersion,
            information.AppHostPath,
            information.CliProcessId,
            information.StartedAt,
            information.CliLogFilePath);
    }

    private async Task WaitUntilStartedAsync(CancellationToken cancellationToken)
    {
        using var started = lifetime.ApplicationStarted.Register(() => _started.TrySetResult());
        await _started.Task.WaitAsync(cancellationToken);
    }
}
