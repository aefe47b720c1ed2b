using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Platform.AppHost.Snapshots;

/// <summary>A failure, and what failed while it was put right: the first is the cause, and none of the messages is lost.</summary>
internal sealed class Failures(Exception first)
{
    private readonly List<Exception> later = [];

    /// <summary>Does something that may fail, too.</summary>
    /// <returns>Its result; the default when it failed.</returns>
    public T? Try<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (IsExpected(e))
        {
            later.Add(e);
            return default;
        }
    }

    /// <inheritdoc cref="Try{T}"/>
    public async Task TryAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception e) when (IsExpected(e))
        {
            later.Add(e);
        }
    }

    /// <summary>Ends with all of them.</summary>
    [DoesNotReturn]
    public void Throw()
    {
        if (later.Count == 0)
        {
            ExceptionDispatchInfo.Throw(first);
        }

        throw new PlatformException($"{first.Message} After that: {string.Join(" ", later.Select(failure => failure.Message))}", first);
    }

    private static bool IsExpected(Exception e) => e is PlatformException or IOException or UnauthorizedAccessException;
}
