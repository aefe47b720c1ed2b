namespace Platform.AppHost.State;

/// <summary>
/// Everything an environment keeps: <c>.platform/</c> in the clone, or for tests a folder of their own in
/// <see cref="TemporaryStorage"/>, which goes away with them.
/// </summary>
internal sealed class StateFolder : IDisposable
{
    private const string TemporaryPrefix = "platform-test-";

    private StateFolder(string path, bool isTemporary)
    {
        Path = path;
        IsTemporary = isTemporary;
        OwnerOnly.CreateFolder(path);
        OwnerOnly.CreateFolder(Logs);
    }

    public string Path { get; }

    public bool IsTemporary { get; }

    public string Logs => File("logs");

    /// <summary>The folder <c>.platform/</c> of a clone, or the one that takes its place.</summary>
    public static string PathFor(string cloneFolder, string? chosen) => chosen ?? System.IO.Path.Combine(cloneFolder, ".platform");

    public static StateFolder At(string path) => new(path, isTemporary: false);

    /// <summary>A new folder for a test; what killed tests have left behind is removed first.</summary>
    public static StateFolder Temporary()
    {
        foreach (var parent in TemporaryStorage.Folders)
        {
            RemoveAbandoned(parent);
        }

        return new(System.IO.Path.Combine(TemporaryStorage.Folder, OwnedName.New(TemporaryPrefix)), isTemporary: true);
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Where a resource keeps its data. The folder above it exists, the folder itself is the resource's to make.</summary>
    public string Data(string resource)
    {
        OwnerOnly.CreateFolder(File("data"));
        return System.IO.Path.Combine(File("data"), resource);
    }

    public void Dispose()
    {
        if (IsTemporary)
        {
            TryDelete(Path);
        }
    }

    private static void RemoveAbandoned(string parent)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent, $"{TemporaryPrefix}*"))
        {
            if (OwnedName.IsInUse(System.IO.Path.GetFileName(folder), TemporaryPrefix) is false)
            {
                TryDelete(folder);
            }
        }
    }

    // What a process that is still ending keeps busy goes with a later test.
    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
