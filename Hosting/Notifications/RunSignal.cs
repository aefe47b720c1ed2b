namespace Platform.Hosting.Notifications;

/// <summary>Counts the runs of a resource and wakes those who wait for the next one.</summary>
internal sealed class RunSignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _run;

    public void Next()
    {
        lock (_gate)
        {
            _run++;
            _changed.SetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits until there is a newer run than this one and returns its number.</summary>
    public async Task<int> WaitForNewerAsync(int run, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_run > run)
                {
                    return _run;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }
}
