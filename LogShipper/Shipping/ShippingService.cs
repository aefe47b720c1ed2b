using Platform.LogShipper.Files;

namespace Platform.LogShipper.Shipping;

/// <summary>
/// Reads a batch, delivers it, notes how far it came, and begins anew. While a batch cannot be delivered nothing more is read: the files
/// are the buffer.
/// </summary>
internal sealed partial class ShippingService(
    ShipperSettings settings, Positions positions, LogFiles files, BatchReader reader, Delivery delivery, Resending resending, TimeProvider time, ILogger<ShippingService> log)
    : BackgroundService
{
    private TimeSpan Retry => TimeSpan.FromMilliseconds(settings.RetryMilliseconds);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (positions.Problem is { } problem)
        {
            LogPositions(problem);
        }

        var batch = new Batch(settings);
        try
        {
            while (true)
            {
                await ShipAsync(batch, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task ShipAsync(Batch batch, CancellationToken stoppingToken)
    {
        try
        {
            await resending.RunAsync(batch, stoppingToken);
            reader.Fill(batch);
            if (batch.IsEmpty)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(settings.PollMilliseconds), time, stoppingToken);
                return;
            }

            var delivering = delivery.DeliverAsync(batch, stoppingToken);
            while (await Task.WhenAny(delivering, Task.Delay(Retry, time, stoppingToken)) != delivering)
            {
                NoteFiles();
            }

            await delivering;
            batch.MoveMarks();
            positions.Save();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A disk that is full, or a file that may not be read: nothing is noted as shipped, and it is tried again.
            LogFile(e);
            await Task.Delay(Retry, time, stoppingToken);
        }
    }

    // What is written and what is removed while a batch waits is noted, so that a loss is known.
    private void NoteFiles()
    {
        try
        {
            files.Unread();
            positions.Save();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogFile(e);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Problem}")]
    private partial void LogPositions(string problem);

    [LoggerMessage(2, LogLevel.Error, "A log file or the positions cannot be read or written; it is tried again")]
    private partial void LogFile(Exception exception);
}
