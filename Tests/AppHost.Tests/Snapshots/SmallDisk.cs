using Platform.AppHost.Processes;

namespace Platform.AppHost.Tests.Snapshots;

/// <summary>A file system of its own with little room. Only root may mount one, on Linux.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string folder;

    private SmallDisk(string folder) => this.folder = folder;

    public static SmallDisk Mount(string folder, int mebibytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root may mount a small disk");
        Directory.CreateDirectory(folder);
        var mounted = ShortProcess.Run("mount", ["-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", folder]);
        Assert.SkipUnless(mounted.Code == 0, $"this machine does not let root mount a small disk: {mounted.Error}");
        return new SmallDisk(folder);
    }

    public void Dispose() => ShortProcess.Run("umount", [folder]);
}
