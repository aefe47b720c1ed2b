using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Platform.Hosting.Dashboard;

/// <summary>Tells where the dashboard is once it listens, or why it does not.</summary>
internal sealed class DashboardWatch(
    DashboardSettings settings,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    ILogger logger,
    TaskCompletionSource<DashboardSettings?> listens)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(200);

    public async Task RunAsync(CancellationToken disposing, CancellationToken stopping)
    {
        try
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(disposing, stopping);
            var exit = notifications.WaitForResourceAsync(
                DashboardHost.ResourceName, e => KnownResourceStates.TerminalStates.Contains(e.Snapshot.State?.Text), ended.Token);
            var listening = WaitUntilListeningAsync(ended.Token);
            if (await Task.WhenAny(exit, listening) == exit)
            {
                await ended.CancelAsync();
                listens.TrySetResult(null);
                await LogFailureAsync(await exit);
                return;
            }

            await listening;
            listens.TrySetResult(settings);
            logger.LogInformation("Now listening on: {DashboardUrl}", settings.FrontendUrls[0].GetLeftPart(UriPartial.Authority));
            if (settings.BrowserToken is not null)
            {
                logger.LogInformation("Login to the dashboard at {DashboardLoginUrl}", settings.LoginUrl);
            }

            await LogFailureAsync(await exit);
        }
        catch (OperationCanceledException)
        {
            // The application stops.
            listens.TrySetResult(null);
        }
    }

    private async Task WaitUntilListeningAsync(CancellationToken cancellationToken)
    {
        await notifications.WaitForResourceAsync(DashboardHost.ResourceName, KnownResourceStates.Running, cancellationToken);
        for (var pause = s_firstPause; ; pause = Min(pause * 1.5, s_longestPause))
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(settings.FrontendUrls[0].DnsSafeHost, settings.FrontendUrls[0].Port, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(pause, cancellationToken);
            }
        }
    }

    private async Task LogFailureAsync(ResourceEvent end)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var last = "no output";
        try
        {
            await foreach (var lines in loggers.GetAllAsync(end.ResourceId).WithCancellation(patience.Token))
            {
                last = lines is [.., var line] ? line.Content : last;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            // Its last line is help, not the message.
        }

        logger.LogError(
            "The dashboard ended in state {State} with exit code {ExitCode}, the application runs without it. Its last line: {LastLine}",
            end.Snapshot.State?.Text,
            end.Snapshot.ExitCode,
            last);
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
