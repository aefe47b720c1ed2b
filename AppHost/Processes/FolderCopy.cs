namespace Platform.AppHost.Processes;

/// <summary>Copies a folder with all that is in it; file systems that can share blocks are asked to by File.Copy.</summary>
internal static class FolderCopy
{
    public static void Copy(string from, string to)
    {
        CreateLike(from, to);
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
        {
            CreateLike(folder, to + folder[from.Length..]);
        }

        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, to + file[from.Length..]);
        }
    }

    // PostgreSQL refuses a data directory that others may read.
    private static void CreateLike(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(to);
        }
        else
        {
            Directory.CreateDirectory(to, File.GetUnixFileMode(from));
        }
    }
}
