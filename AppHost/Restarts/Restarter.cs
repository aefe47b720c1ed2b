using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.AppHost.Commands;
using Platform.AppHost.Report;
using Platform.AppHost.Resources;

namespace Platform.AppHost.Restarts;

/// <summary>Starts programs again that ended by an error, as their policies say. A stop on purpose is no failure.</summary>
internal sealed class Restarter(
    Func<IResource, RestartPolicy> policyOf,
    TimeSpan goodWhile,
    ResourceNotificationService notifications,
    ResourceCommandService commands,
    ResourceLoggerService loggers,
    IHostApplicationLifetime lifetime) : BackgroundService
{
    /// <summary>The property under which the dashboard shows how often a program was started again.</summary>
    public const string Property = "Restarts";

    private readonly ConcurrentDictionary<string, Record> records = new();

    private sealed class Record
    {
        public bool IsStoppedOnPurpose { get; set; }

        public bool IsFailed { get; set; }

        /// <summary>Starts in a row; a healthy while ends the row.</summary>
        public int Attempts { get; set; }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var change in notifications.WatchAsync(lifetime.ApplicationStopping))
            {
                if (ResourceGraph.IsProgram(change.Resource) && policyOf(change.Resource).Limit > 0)
                {
                    Note(change, records.GetOrAdd(change.ResourceId, _ => new()));
                }
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
        }
    }

    private void Note(ResourceEvent change, Record record)
    {
        var state = change.Snapshot.State?.Text;
        if (state == KnownResourceStates.Stopping)
        {
            (record.IsStoppedOnPurpose, record.Attempts) = (true, 0);
        }
        else if (!ResourceChain.IsStopped(state))
        {
            record.IsStoppedOnPurpose = record.IsFailed = false;
        }
        else if (ResourceFailure.IsFailure(change.Snapshot) && !record.IsFailed && !record.IsStoppedOnPurpose)
        {
            record.IsFailed = true;
            _ = RestartAsync(change, record);
        }
    }

    private async Task RestartAsync(ResourceEvent failure, Record record)
    {
        var limit = policyOf(failure.Resource).Limit;
        if (record.Attempts >= limit)
        {
            await TellAsync(failure, $"failed again after {limit} starts in a row and is left as it is; start it when the cause is removed", $"gave up after {limit} in a row");
            return;
        }

        try
        {
            var attempt = ++record.Attempts;
            var pause = RestartPolicy.Backoff(attempt);
            await TellAsync(failure, string.Create(CultureInfo.InvariantCulture, $"starts again in {pause.TotalSeconds:0.#} s ({attempt} of {limit} in a row)"), $"{attempt} of {limit} in a row");
            await Task.Delay(pause, lifetime.ApplicationStopping);

            // Somebody may have been quicker.
            if (record.IsFailed)
            {
                await commands.ExecuteCommandAsync(failure.Resource, KnownResourceCommands.StartCommand, lifetime.ApplicationStopping);
                await EndRowAsync(failure, record, attempt);
            }
        }
        catch (OperationCanceledException)
        {
            // The environment ends.
        }
    }

    private async Task EndRowAsync(ResourceEvent failure, Record record, int attempt)
    {
        await notifications.WaitForResourceAsync(failure.Resource.Name, e => record.IsFailed || ResourceChain.IsHealthy(e.Snapshot), lifetime.ApplicationStopping);
        await Task.Delay(goodWhile, lifetime.ApplicationStopping);
        if (!record.IsFailed && record.Attempts == attempt)
        {
            record.Attempts = 0;
            await ShowAsync(failure, null);
        }
    }

    private async Task TellAsync(ResourceEvent failure, string message, string shown)
    {
        await Console.Error.WriteLineAsync($"{failure.Resource.Name} {message}.");
        loggers.GetLogger(failure.Resource).LogWarning("It {Message}.", message);
        await ShowAsync(failure, shown);
    }

    private Task ShowAsync(ResourceEvent failure, string? text) =>
        notifications.PublishUpdateAsync(failure.Resource, failure.ResourceId, snapshot => ResourceProperties.With(snapshot, Property, text));
}
