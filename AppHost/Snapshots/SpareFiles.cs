namespace Platform.AppHost.Snapshots;

/// <summary>A folder with files of which some may be of use.</summary>
internal static class SpareFiles
{
    /// <summary>Leaves of a folder only what may stay, and no links.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="folders">The folders that may stay, relative to it, with <c>/</c>.</param>
    /// <param name="files">The files that may stay.</param>
    /// <returns>The files that are there.</returns>
    public static IReadOnlySet<string> Trim(string root, IEnumerable<string> folders, IEnumerable<string> files)
    {
        var (folderNames, fileNames, there) = (folders.ToHashSet(), files.ToHashSet(), new HashSet<string>());
        Trim(new DirectoryInfo(root));
        return there;

        void Trim(DirectoryInfo folder)
        {
            foreach (var entry in folder.EnumerateFileSystemInfos())
            {
                var path = Path.GetRelativePath(root, entry.FullName).Replace('\\', '/');
                var isLink = entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
                switch (entry)
                {
                    case FileInfo when !isLink && fileNames.Contains(path):
                        there.Add(path);
                        break;
                    case DirectoryInfo inner when !isLink && folderNames.Contains(path):
                        Trim(inner);
                        break;
                    case DirectoryInfo other when !isLink:
                        other.Delete(recursive: true);
                        break;
                    default:
                        entry.Delete();
                        break;
                }
            }
        }
    }
}
