using System.Globalization;
using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.AppHost.Resources;

namespace Platform.AppHost.Monitoring;

/// <summary>Takes the messages of a <see cref="ChatResource"/> and writes them to its log.</summary>
internal sealed class ChatReceiver(
    ChatResource chat, ResourceNotificationService notifications, ResourceLoggerService loggers, IHostApplicationLifetime lifetime) : BackgroundService
{
    /// <summary>The property that shows when the heartbeat came last.</summary>
    public const string Heartbeat = "Heartbeat";

    private readonly ILogger log = loggers.GetLogger(chat);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Nobody sends anything before; loading a server would only take time from the start.
            await notifications.WaitForResourceAsync(ServiceDefaults.ResourceNames.Alertmanager, KnownResourceStates.Starting, lifetime.ApplicationStopping);
            using var listener = new HttpListener { Prefixes = { $"{chat.Url}/" } };
            listener.Start();
            using var stop = lifetime.ApplicationStopping.Register(listener.Close);
            chat.Pulse.Beat();
            await notifications.PublishUpdateAsync(chat, snapshot => snapshot with { State = KnownResourceStates.Running, StartTimeStamp = TimeProvider.System.GetUtcNow().UtcDateTime });
            while (!lifetime.ApplicationStopping.IsCancellationRequested)
            {
                // Side by side: who sends half a request and waits keeps nobody from being heard.
                _ = AnswerAsync(await listener.GetContextAsync());
            }
        }
        catch (Exception e) when (lifetime.ApplicationStopping.IsCancellationRequested && e is OperationCanceledException or HttpListenerException or ObjectDisposedException)
        {
        }
        catch (HttpListenerException e)
        {
            log.LogError("It cannot listen at {Url}: {Reason}", chat.Url, e.Message);
            await notifications.PublishUpdateAsync(chat, snapshot => snapshot with { State = KnownResourceStates.FailedToStart });
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using var body = new StreamReader(context.Request.InputStream);
            var text = await body.ReadToEndAsync(lifetime.ApplicationStopping);
            context.Response.StatusCode = (int)await TakeAsync(context.Request.Url?.AbsolutePath, text);
            context.Response.Close();
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception e) when (e is HttpListenerException or IOException or InvalidOperationException)
        {
            // Who sent it has gone; whoever sends the next one is heard all the same.
            log.LogDebug("A request was broken off: {Reason}", e.Message);
            context.Response.Abort();
        }
    }

    private async Task<HttpStatusCode> TakeAsync(string? path, string body)
    {
        switch (path)
        {
            case ChatResource.HeartbeatPath:
                chat.Pulse.Beat();
                var now = TimeProvider.System.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
                await notifications.PublishUpdateAsync(chat, snapshot => ResourceProperties.With(snapshot, Heartbeat, now));
                return HttpStatusCode.OK;
            case ChatResource.AlertsPath when ChatMessage.Parse(body) is { Count: > 0 } messages:
                foreach (var message in messages)
                {
                    log.LogWarning("{Message}", message);
                }

                return HttpStatusCode.OK;
            case ChatResource.AlertsPath:
                log.LogError("It received no message in Slack's format: {Body}", body);
                return HttpStatusCode.BadRequest;
            default:
                return HttpStatusCode.NotFound;
        }
    }
}
