using Platform.Api.Jobs;
using Platform.Api.Media;
using Platform.ServiceDefaults.Http;
using Platform.ServiceDefaults.Pausing;

namespace Platform.Api.Storage;

/// <summary>
/// Prepares the bucket after the start, however long the storage takes to answer; then the seed's images are asked for. After a
/// pause it does so again, because the stores may have other data.
/// </summary>
internal sealed partial class BucketSetup(
    ObjectStorage storage, SeedImages images, PauseGate gate, HttpSettings http, IHostApplicationLifetime lifetime, ILogger<BucketSetup> logger) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!storage.IsConfigured)
        {
            return;
        }

        await lifetime.ApplicationStarted.AsTask(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            var again = gate.Resumed;
            await PrepareAsync(stoppingToken);
            await again.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PrepareAsync(CancellationToken stoppingToken)
    {
        for (var pause = FirstPause; !stoppingToken.IsCancellationRequested; pause = Min(pause * 2, LongestPause))
        {
            await gate.EnterAsync(stoppingToken);
            var pausing = gate.Pausing;
            try
            {
                using var leaving = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, pausing);
                await storage.PrepareBucketAsync(http.AllowedOrigins, leaving.Token);
                await images.RequestAsync(leaving.Token);
                LogReady(storage.Bucket);
                return;
            }
            catch (OperationCanceledException) when (pausing.IsCancellationRequested && !stoppingToken.IsCancellationRequested)
            {
                // A pause: from the beginning after it.
                continue;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogNotReady(storage.Bucket, e.Message);
            }
            finally
            {
                gate.Leave();
            }

            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    [LoggerMessage(EventId = 20, Level = LogLevel.Information, Message = "The bucket {Bucket} is ready")]
    private partial void LogReady(string bucket);

    [LoggerMessage(EventId = 21, Level = LogLevel.Warning, Message = "The bucket {Bucket} cannot be prepared yet: {Reason}")]
    private partial void LogNotReady(string bucket, string reason);
}
