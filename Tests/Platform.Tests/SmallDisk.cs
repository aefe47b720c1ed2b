using System.Diagnostics;

namespace Platform.Tests;

/// <summary>A disk of a size, in memory, that a test may fill. Only root can have one, on Linux.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    private string Filler => Path.Combine(Folder, "filler");

    /// <summary>Mounts one, or skips the test, with the reason.</summary>
    public static async Task<SmallDisk> MountAsync(int mebibytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can mount a small disk.");
        var disk = new SmallDisk(Directory.CreateTempSubdirectory("platform-disk-").FullName);
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", disk.Folder), "This machine does not let root mount a small disk.");
        return disk;
    }

    /// <summary>Gives it another size.</summary>
    public async Task ResizeAsync(int mebibytes) => Assert.True(await RunAsync("mount", "-o", $"remount,size={mebibytes}m", Folder));

    /// <summary>Fills it to the last byte.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var piece = new byte[1 << 20]; piece.Length > 0;)
        {
            try
            {
                filler.Write(piece);
            }
            catch (IOException)
            {
                piece = new byte[piece.Length / 2];
            }
        }
    }

    /// <summary>Makes room again.</summary>
    public void Empty() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "--lazy", Folder);
        Directory.Delete(Folder);
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
