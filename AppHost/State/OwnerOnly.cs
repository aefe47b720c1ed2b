namespace Platform.AppHost.State;

/// <summary>Files and folders that only their owner may read. Windows gives a user's folders that protection by itself.</summary>
internal static class OwnerOnly
{
    private const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode ReadWriteEnter = ReadWrite | UnixFileMode.UserExecute;

    public static void WriteAllBytes(string path, ReadOnlySpan<byte> content)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = ReadWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(content);
    }

    public static void WriteAllText(string path, string content) => WriteAllBytes(path, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>Takes what others may do in a folder away, wherever that came from.</summary>
    public static void Restrict(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, ReadWriteEnter);
        }
    }

    public static void CreateFolder(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(path, ReadWriteEnter);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException($"The folder {path} cannot be made: {e.Message}", e);
        }
    }
}
