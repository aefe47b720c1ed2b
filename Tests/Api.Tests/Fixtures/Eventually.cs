using System.Diagnostics;

namespace Platform.Api.Tests.Fixtures;

/// <summary>Waits for a condition, at most 60 seconds unless told otherwise.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> condition, string what, int seconds = 60)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(seconds), $"It did not come about that {what}.");
            await Task.Delay(10);
        }
    }
}
