using Platform.Api.Jobs;
using Platform.Api.Media;
using Platform.ServiceDefaults.Http;

namespace Platform.Api.Storage;

/// <summary>Prepares the bucket after the start, however long the storage takes to answer; then the seed's images are asked for.</summary>
internal sealed partial class BucketSetup(
    ObjectStorage storage, SeedImages images, HttpSettings http, IHostApplicationLifetime lifetime, ILogger<BucketSetup> logger) : BackgroundService
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
        for (var pause = FirstPause; !stoppingToken.IsCancellationRequested; pause = Min(pause * 2, LongestPause))
        {
            try
            {
                await storage.PrepareBucketAsync(http.AllowedOrigins, stoppingToken);
                await images.RequestAsync(stoppingToken);
                LogReady(storage.Bucket);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogNotReady(storage.Bucket, e.Message);
                await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    [LoggerMessage(EventId = 20, Level = LogLevel.Information, Message = "The bucket {Bucket} is ready")]
    private partial void LogReady(string bucket);

    [LoggerMessage(EventId = 21, Level = LogLevel.Warning, Message = "The bucket {Bucket} cannot be prepared yet: {Reason}")]
    private partial void LogNotReady(string bucket, string reason);
}
