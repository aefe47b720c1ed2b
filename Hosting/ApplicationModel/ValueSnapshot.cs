using System.Diagnostics;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that is set later; readers wait for it.</summary>
[DebuggerDisplay("IsValueSet = {IsValueSet}")]
public sealed class ValueSnapshot<T>
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the value is known.</summary>
    public bool IsValueSet => Source.Task.IsCompletedSuccessfully;

    private TaskCompletionSource<T> Source
    {
        get
        {
            lock (_lock)
            {
                return _source;
            }
        }
    }

    /// <summary>The value; waits until it is set, throws what <see cref="SetException"/> was given.</summary>
    public Task<T> GetValueAsync(CancellationToken cancellationToken = default) => Source.Task.WaitAsync(cancellationToken);

    /// <summary>Sets the value, in place of an earlier one.</summary>
    public void SetValue(T value) => Set(source => source.TrySetResult(value));

    /// <summary>Makes every read fail with <paramref name="exception"/>.</summary>
    public void SetException(Exception exception) => Set(source => source.TrySetException(exception));

    private void Set(Func<TaskCompletionSource<T>, bool> set)
    {
        lock (_lock)
        {
            if (!set(_source))
            {
                _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
                set(_source);
            }
        }
    }
}
