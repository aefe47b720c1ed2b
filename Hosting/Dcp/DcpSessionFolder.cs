namespace Platform.Hosting.Dcp;

/// <summary>One run's private folder: the API's address and token, the log socket, and what the workloads print.</summary>
internal sealed record DcpSessionFolder(string Path)
{
    // 104 bytes on macOS, 108 on Linux, with the terminating zero.
    private const int LongestSocketPath = 103;

    public string Kubeconfig { get; } = System.IO.Path.Combine(Path, "kubeconfig");

    public string LogSocket { get; } = System.IO.Path.Combine(Path, "log.sock");

    public static DcpSessionFolder Create()
    {
        // Made for its owner only.
        var folder = new DcpSessionFolder(Directory.CreateTempSubdirectory("dcp-").FullName);
        if (System.Text.Encoding.UTF8.GetByteCount(folder.LogSocket) <= LongestSocketPath || OperatingSystem.IsWindows())
        {
            return folder;
        }

        folder.Remove();
        var path = System.IO.Path.Combine("/tmp", $"dcp-{Guid.NewGuid():N}");
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new(path);
    }

    public void Remove()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The engine removes it too when it ends by itself.
        }
        catch (IOException)
        {
            // The engine is removing it at this moment; what is left is tried once more.
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (IOException)
            {
            }
        }
    }
}
