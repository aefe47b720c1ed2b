using System.Diagnostics;
using Platform.ServiceDefaults.Correlation;
using Platform.ServiceDefaults.Pausing;

namespace Platform.Api.Jobs;

/// <summary>Works on jobs, several at a time. A database that is gone is waited for; a stop or a pause gives back what is in hand.</summary>
internal sealed partial class JobWorker(
    JobQueue queue, JobSettings settings, PauseGate gate, IEnumerable<IJobHandler> handlers, IHostApplicationLifetime lifetime, ILogger<JobWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    // For a handler whose time is over.
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, IJobHandler> _handlers = handlers.ToDictionary(handler => handler.Kind);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Serving comes first.
        await lifetime.ApplicationStarted.AsTask(stoppingToken);
        foreach (var kind in _handlers.Keys)
        {
            JobTelemetry.Know(kind);
        }

        await Task.WhenAll(Enumerable.Range(0, settings.Workers).Select(_ => WorkAsync(stoppingToken)));
    }

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await TryWorkAsync(stoppingToken))
                {
                    await queue.WaitAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogInterrupted(e.Message);
                await Task.Delay(PauseAfterFailure, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> TryWorkAsync(CancellationToken stoppingToken)
    {
        await gate.EnterAsync(stoppingToken);
        try
        {
            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, gate.Pausing);
            if (await queue.TakeAsync(stoppingToken) is not { } job)
            {
                return false;
            }

            await RunAsync(job, leaving.Token);
            return true;
        }
        finally
        {
            gate.Leave();
        }
    }

    internal async Task RunAsync(Job job, CancellationToken stoppingToken)
    {
        using var activity = JobTelemetry.Start(job);
        using var correlation = CorrelationId.Begin(job.CorrelationId);
        using var held = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var overdue = new CancellationTokenSource(TimeSpan.FromSeconds(settings.MaxSeconds));
        using var stopWhenOverdue = overdue.Token.Register(held.Cancel);
        var started = Stopwatch.GetTimestamp();
        var renewal = RenewAsync(job, held);
        var outcome = "lost";
        try
        {
            var handler = _handlers.GetValueOrDefault(job.Kind) ?? throw new InvalidOperationException($"This version knows no job of the kind '{job.Kind}'.");

            // Who does not stop when told to is not waited for: the worker has other jobs.
            var effect = await handler.HandleAsync(job, held.Token).WaitAsync(TimeSpan.FromSeconds(settings.MaxSeconds) + TimeToStop, CancellationToken.None);
            outcome = await queue.CompleteAsync(job, effect, held.Token) ? "done" : "lost";
            LogDone(job.Kind, job.Id, job.Attempt, outcome);
        }
        catch (OperationCanceledException) when (held.IsCancellationRequested && !overdue.IsCancellationRequested)
        {
            if (stoppingToken.IsCancellationRequested)
            {
                await queue.ReturnAsync(job);
            }
        }
        catch (Exception e)
        {
            var error = overdue.IsCancellationRequested && e is OperationCanceledException or TimeoutException ? $"took longer than {settings.MaxSeconds} s" : e.Message;
            activity?.SetStatus(ActivityStatusCode.Error, error);
            outcome = await queue.FailAsync(job, error, CancellationToken.None) ? "dead" : "retry";
            LogFailed(e, job.Kind, job.Id, job.Attempt, outcome);
        }
        finally
        {
            await held.CancelAsync();
            await renewal;
            JobTelemetry.Ended(job, outcome, Stopwatch.GetElapsedTime(started));
        }
    }

    // While the work lasts the job stays ours; when it is lost the work is stopped. A sign of life that does not get through is given
    // again as long as the last one holds.
    private async Task RenewAsync(Job job, CancellationTokenSource held)
    {
        var lease = TimeSpan.FromSeconds(settings.LeaseSeconds);
        var renewed = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(lease / 3);
        try
        {
            while (await timer.WaitForNextTickAsync(held.Token))
            {
                var asked = Stopwatch.GetTimestamp();
                var ours = await TryRenewAsync(job, held.Token);
                if (ours is true)
                {
                    renewed = asked;
                }
                else if (ours is false || Stopwatch.GetElapsedTime(renewed) > lease)
                {
                    await held.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Done, or lost.
        }
    }

    // Null when the database does not tell.
    private async Task<bool?> TryRenewAsync(Job job, CancellationToken cancellationToken)
    {
        try
        {
            return await queue.RenewAsync(job, cancellationToken);
        }
        catch (System.Data.Common.DbException e)
        {
            LogInterrupted(e.Message);
            return null;
        }
    }

    [LoggerMessage(EventId = 10, Level = LogLevel.Information, Message = "Job {Kind} {JobId} ended on attempt {Attempt}: {Outcome}")]
    private partial void LogDone(string kind, long jobId, int attempt, string outcome);

    [LoggerMessage(EventId = 11, Level = LogLevel.Warning, Message = "Job {Kind} {JobId} failed on attempt {Attempt}: {Outcome}")]
    private partial void LogFailed(Exception error, string kind, long jobId, int attempt, string outcome);

    [LoggerMessage(EventId = 12, Level = LogLevel.Warning, Message = "Jobs cannot be taken or held at the moment: {Reason}")]
    private partial void LogInterrupted(string reason);
}
