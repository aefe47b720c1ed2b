using System.Diagnostics;

namespace Platform.Tools.Tests;

/// <summary>Whether this machine lets its users make namespaces.</summary>
internal static class Isolation
{
    private static readonly Lazy<bool> Possible = new(() =>
        OperatingSystem.IsLinux() && Fetching.Programs.Find("unshare") is { } unshare && Succeeds(unshare));

    public static void Require() =>
        Assert.SkipUnless(Possible.Value, "this machine has no unshare, or does not let its users make namespaces");

    private static bool Succeeds(string unshare)
    {
        using var process = Process.Start(new ProcessStartInfo(unshare, ["-rmn", "mount", "-t", "tmpfs", "none", "/mnt"])
        {
            RedirectStandardError = true,
        })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
