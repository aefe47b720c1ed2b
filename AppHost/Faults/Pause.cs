namespace Platform.AppHost.Faults;

/// <summary>Waits that something else may end early.</summary>
internal static class Pause
{
    /// <summary>Waits for a time, or until <paramref name="early"/> ends it.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> ended it.</exception>
    public static async Task ForAsync(TimeSpan time, CancellationToken early, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(early, cancellationToken);
        await Task.Delay(time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
