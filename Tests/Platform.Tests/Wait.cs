using System.Diagnostics;

namespace Platform.Tests;

/// <summary>Waiting for a condition, with a bound.</summary>
internal static class Wait
{
    /// <summary>Generous, because the machine may be busy; a test that needs it all has failed.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until <paramref name="condition"/> holds; otherwise fails with what <paramref name="state"/> says.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> state, TimeSpan? bound = null, TimeSpan? pause = null)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > (bound ?? Bound))
            {
                throw new TimeoutException($"Not within {(bound ?? Bound).TotalSeconds} s: {state()}");
            }

            await Task.Delay(pause ?? s_pause);
        }
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, Func{string}, TimeSpan?, TimeSpan?)"/>
    public static Task UntilAsync(Func<bool> condition, Func<string> state, TimeSpan? bound = null, TimeSpan? pause = null) =>
        UntilAsync(() => Task.FromResult(condition()), state, bound, pause);
}
