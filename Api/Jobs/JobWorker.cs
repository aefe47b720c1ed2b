using System.Diagnostics;
using Platform.Api.Pausing;
using Platform.ServiceDefaults.Correlation;

namespace Platform.Api.Jobs;

/// <summary>Works on jobs, several at a time. A database that is gone is waited for; a stop or a pause gives back what is in hand.</summary>
internal sealed partial class JobWorker(
    JobQueue queue, JobSettings settings, PauseGate gate, IEnumerable<IJobHandler> handlers, IHostApplicationLifetime lifetime, ILogger<JobWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, IJobHandler> _handlers = handlers.ToDictionary(handler => handler.Kind);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Serving comes first.
        await lifetime.ApplicationStarted.AsTask(stoppingToken);
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
        var started = Stopwatch.GetTimestamp();
        var renewal = RenewAsync(job, held);
        var outcome = "lost";
        try
        {
            var handler = _handlers.GetValueOrDefault(job.Kind) ?? throw new InvalidOperationException($"This version knows no job of the kind '{job.Kind}'.");
            var effect = await handler.HandleAsync(job, held.Token);
            outcome = await queue.CompleteAsync(job, effect, held.Token) ? "done" : "lost";
            LogDone(job.Kind, job.Id, job.Attempt, outcome);
        }
        catch (OperationCanceledException) when (held.IsCancellationRequested)
        {
            if (stoppingToken.IsCancellationRequested)
            {
                await queue.ReturnAsync(job);
            }
        }
        catch (Exception e)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            outcome = await queue.FailAsync(job, e.Message, CancellationToken.None) ? "dead" : "retry";
            LogFailed(e, job.Kind, job.Id, job.Attempt, outcome);
        }
        finally
        {
            await held.CancelAsync();
            await renewal;
            JobTelemetry.Ended(job, outcome, Stopwatch.GetElapsedTime(started));
        }
    }

    // While the work lasts the job stays ours; when it is lost the work is stopped.
    private async Task RenewAsync(Job job, CancellationTokenSource held)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(settings.LeaseSeconds / 3));
        try
        {
            while (await timer.WaitForNextTickAsync(held.Token))
            {
                if (!await queue.RenewAsync(job, held.Token))
                {
                    await held.CancelAsync();
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or System.Data.Common.DbException)
        {
            // Done, or the database is gone: the lease runs out by itself.
        }
    }

    [LoggerMessage(EventId = 10, Level = LogLevel.Information, Message = "Job {Kind} {JobId} ended on attempt {Attempt}: {Outcome}")]
    private partial void LogDone(string kind, long jobId, int attempt, string outcome);

    [LoggerMessage(EventId = 11, Level = LogLevel.Warning, Message = "Job {Kind} {JobId} failed on attempt {Attempt}: {Outcome}")]
    private partial void LogFailed(Exception error, string kind, long jobId, int attempt, string outcome);

    [LoggerMessage(EventId = 12, Level = LogLevel.Warning, Message = "Jobs cannot be taken at the moment: {Reason}")]
    private partial void LogInterrupted(string reason);
}
