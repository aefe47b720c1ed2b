using System.Diagnostics;

namespace Platform.LogShipper.Tests.Support;

/// <summary>Waiting for a condition, with a bound.</summary>
internal static class Wait
{
    // Generous, because the machine may be busy; a test that needs it all has failed.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until <paramref name="condition"/> holds; otherwise fails with what <paramref name="state"/> says.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> state)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > Bound)
            {
                throw new TimeoutException($"Not within {Bound.TotalSeconds} s: {state()}");
            }

            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc cref="UntilAsync(Func{Task{bool}}, Func{string})"/>
    public static Task UntilAsync(Func<bool> condition, Func<string> state) => UntilAsync(() => Task.FromResult(condition()), state);
}
