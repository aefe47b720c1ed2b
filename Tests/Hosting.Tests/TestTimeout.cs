namespace Platform.Hosting.Tests;

/// <summary>Bounds of waits: far above what they take, so that only a hang fails.</summary>
internal static class TestTimeout
{
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(90);

    public static CancellationToken Token => new CancellationTokenSource(Long).Token;
}
