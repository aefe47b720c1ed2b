namespace Platform.Tests;

/// <summary>Tests that take minutes run on request: <c>make test-long</c>.</summary>
internal static class LongTests
{
    public static void SkipUnlessWanted() => Assert.SkipUnless(
        Environment.GetEnvironmentVariable("PLATFORM_LONG_TESTS") == "1", "It takes long; make test-long (PLATFORM_LONG_TESTS=1) runs it.");
}
