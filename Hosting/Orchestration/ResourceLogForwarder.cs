using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Platform.Hosting.Orchestration;

/// <summary>Writes what the resources print to the AppHost's own log (<c>EnableResourceLogging</c>), for tests above all.</summary>
internal sealed class ResourceLogForwarder(
    DistributedApplicationOptions options,
    DistributedApplicationExecutionContext executionContext,
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    ILoggerFactory loggers,
    IHostEnvironment environment) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.EnableResourceLogging || !executionContext.IsRunMode)
        {
            return;
        }

        var followed = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var tasks = new List<Task>();
        try
        {
            await foreach (var change in notifications.WatchAsync(stoppingToken).ConfigureAwait(false))
            {
                var logger = loggers.CreateLogger($"{environment.ApplicationName}.Resources.{change.Resource.Name}");
                if (followed.Add(change.ResourceId) && logger.IsEnabled(LogLevel.Information))
                {
                    tasks.Add(ForwardAsync(change.ResourceId, logger, stoppingToken));
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }

        await Task.WhenAll(tasks).ConfigureAwait(false);
    }

    private async Task ForwardAsync(string id, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var lines in logs.WatchAsync(id).WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                foreach (var line in lines)
                {
                    logger.Log(line.IsErrorMessage ? LogLevel.Error : LogLevel.Information, "{LineNumber}: {Line}", line.LineNumber, line.Content);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }
}
