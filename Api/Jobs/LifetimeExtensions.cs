namespace Platform.Api.Jobs;

internal static class LifetimeExtensions
{
    /// <summary>A task that completes when the token is cancelled, for example when the application has started.</summary>
    public static async Task AsTask(this CancellationToken token, CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = token.Register(() => reached.TrySetResult());
        await reached.Task.WaitAsync(cancellationToken);
    }
}
