namespace Platform.Tools.Fetching;

/// <summary>
/// Package clients do not tell how far they are when nobody watches their terminal; the size of what they have written does.
/// </summary>
internal sealed class DownloadMeter(Action<long, long> report)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    public IDisposable Watch(string folder, long total) => new Timer(
        _ => report(Math.Min(SizeOf(folder), total), total), null, Interval, Interval);

    private static long SizeOf(string folder)
    {
        try
        {
            // npm writes the archive into its cache first and copies it then: the larger of the two is what has arrived.
            return new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
                .Select(file => file.Exists ? file.Length : 0).DefaultIfEmpty().Max();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
