namespace Platform.Tests;

/// <summary>
/// The form of backing services in tests that do not choose one: <c>Platform__Form</c> in the environment, which every AppHost of
/// a test obeys. <c>make test-docker</c> runs the whole suite with containers.
/// </summary>
internal static class SuiteForm
{
    public static bool IsContainer => string.Equals(Environment.GetEnvironmentVariable("Platform__Form"), "container", StringComparison.OrdinalIgnoreCase);

    /// <summary>Skips a test that is about processes by nature.</summary>
    /// <param name="why">What of it containers do not have.</param>
    public static void SkipWhenContainers(string why) => Assert.SkipWhen(IsContainer, $"Services run as containers (Platform__Form). {why}");
}
