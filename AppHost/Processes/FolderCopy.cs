namespace Platform.AppHost.Processes;

/// <summary>Copies folders and files, several at once; file systems that can share blocks are asked to by File.Copy.</summary>
internal static class FolderCopy
{
    /// <summary>Copies a folder with all that is in it.</summary>
    public static void Copy(string from, string to) => Copy(
        from,
        to,
        Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories).Select(folder => Path.GetRelativePath(from, folder)),
        Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(from, file)));

    /// <summary>Copies some of a folder.</summary>
    /// <param name="from">The folder.</param>
    /// <param name="to">Where its copy goes.</param>
    /// <param name="folders">The folders in it to make, relative to it, each after the one that holds it.</param>
    /// <param name="files">The files in it to copy, relative to it.</param>
    /// <param name="copied">Called for each file with its relative path when it is copied; several calls at once.</param>
    /// <param name="isThere">Says of a file whether it need not be copied; several calls at once. Others are overwritten.</param>
    public static void Copy(
        string from, string to, IEnumerable<string> folders, IEnumerable<string> files, Action<string>? copied = null, Func<string, bool>? isThere = null)
    {
        CreateLike(from, to);
        foreach (var folder in folders)
        {
            CreateLike(Path.Combine(from, folder), Path.Combine(to, folder));
        }

        try
        {
            Parallel.ForEach(files, file =>
            {
                if (isThere?.Invoke(file) is not true)
                {
                    File.Copy(Path.Combine(from, file), Path.Combine(to, file), overwrite: isThere is not null);
                    copied?.Invoke(file);
                }
            });
        }
        catch (AggregateException e)
        {
            // One reason is enough, and it is the one that a caller looks for.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
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
