namespace Platform.Tools.Fetching;

/// <summary>
/// A temporary folder beside the final one. Nothing in it counts until it is renamed, so an interrupted fetch leaves
/// nothing that could be taken for a tool; what it leaves is deleted by the next fetch of the same tool.
/// </summary>
internal sealed class Staging : IDisposable
{
    private const string Prefix = ".fetch-";

    private Staging(string folder)
    {
        Folder = folder;
        Downloads = Directory.CreateDirectory(Path.Combine(folder, "downloads")).FullName;
        Content = Directory.CreateDirectory(Path.Combine(folder, "content")).FullName;
        Home = Directory.CreateDirectory(Path.Combine(folder, "home")).FullName;
    }

    public string Folder { get; }

    /// <summary>What package clients download, and their own caches.</summary>
    public string Downloads { get; }

    /// <summary>What becomes the tool's folder.</summary>
    public string Content { get; }

    /// <summary>The home folder of programs that would otherwise write into the user's.</summary>
    public string Home { get; }

    /// <summary>Call with the tool's lock held: it deletes what interrupted fetches left.</summary>
    public static Staging Create(string toolFolder)
    {
        foreach (var left in Directory.EnumerateDirectories(toolFolder, Prefix + "*"))
        {
            Delete(left);
        }

        return new(Path.Combine(toolFolder, Prefix + Path.GetRandomFileName()));
    }

    /// <summary>Puts the content in its final place; what is there already is replaced.</summary>
    public void Promote(string final)
    {
        if (File.Exists(final))
        {
            File.Delete(final);
        }
        else if (Directory.Exists(final))
        {
            Directory.Move(final, Path.Combine(Folder, "replaced"));
        }

        Directory.Move(Content, final);
    }

    public void Dispose() => Delete(Folder);

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A client that outlived an interrupted fetch may still write there. The next fetch tries again.
        }
    }
}
