namespace Platform.ServiceDefaults.Pausing;

/// <summary>
/// Lets requests and jobs in, unless there is a pause: then nothing new begins, what has begun is waited for, and who came
/// meanwhile goes on afterwards.
/// </summary>
public sealed class PauseGate
{
    private readonly Lock _changing = new();
    private CancellationTokenSource _pausing = new();
    private TaskCompletionSource _resumed = NewSource();
    private TaskCompletionSource? _empty;
    private int _inside;

    /// <summary>Whether there is a pause.</summary>
    public bool IsPaused
    {
        get
        {
            lock (_changing)
            {
                return _empty is not null;
            }
        }
    }

    /// <summary>Ends when the next pause begins: work that can be taken up again later is given back.</summary>
    public CancellationToken Pausing
    {
        get
        {
            lock (_changing)
            {
                return _pausing.Token;
            }
        }
    }

    /// <summary>Completes when the next pause is over.</summary>
    public Task Resumed
    {
        get
        {
            lock (_changing)
            {
                return _resumed.Task;
            }
        }
    }

    /// <summary>Waits as long as there is a pause. Who came in calls <see cref="Leave"/>.</summary>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        while (!TryEnter(out var resumed))
        {
            await resumed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Says that what began with <see cref="EnterAsync"/> has ended.</summary>
    public void Leave()
    {
        lock (_changing)
        {
            if (--_inside == 0)
            {
                _empty?.TrySetResult();
            }
        }
    }

    /// <summary>Begins a pause, and waits until nobody is inside.</summary>
    /// <returns>False when somebody still was after <paramref name="patience"/>: there is no pause then.</returns>
    public async Task<bool> PauseAsync(TimeSpan patience)
    {
        Task empty;
        CancellationTokenSource pausing;
        lock (_changing)
        {
            if (_empty is null)
            {
                _empty = NewSource();
                if (_inside == 0)
                {
                    _empty.SetResult();
                }
            }

            (empty, pausing) = (_empty.Task, _pausing);
        }

        await pausing.CancelAsync();
        try
        {
            await empty.WaitAsync(patience);
            return true;
        }
        catch (TimeoutException)
        {
            Resume();
            return false;
        }
    }

    /// <summary>Ends the pause, if there is one.</summary>
    public void Resume()
    {
        lock (_changing)
        {
            if (_empty is not null)
            {
                _resumed.SetResult();
                (_empty, _resumed, _pausing) = (null, NewSource(), new());
            }
        }
    }

    private bool TryEnter(out Task resumed)
    {
        lock (_changing)
        {
            resumed = _resumed.Task;
            _inside += _empty is null ? 1 : 0;
            return _empty is null;
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
