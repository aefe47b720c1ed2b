namespace Platform.Tools.Cache;

/// <summary>
/// Held by the one process that fetches a tool. It is an open file, so the operating system releases it
/// however the process ends.
/// </summary>
internal sealed class FetchLock : IDisposable
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(100);

    private readonly FileStream file;

    private FetchLock(FileStream file) => this.file = file;

    public static async Task<FetchLock> AcquireAsync(string folder, Action waiting, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, ".lock");
        for (var first = true; ; first = false)
        {
            try
            {
                return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException e) when (IsHeldByAnother(e))
            {
                if (first)
                {
                    waiting();
                }

                await Task.Delay(RetryEvery, cancellationToken);
            }
        }
    }

    // EWOULDBLOCK from flock on Linux (11) and macOS (35), a sharing violation on Windows (32).
    private static bool IsHeldByAnother(IOException e) =>
        e.GetType() == typeof(IOException)
        && (e.HResult & 0xFFFF) is var code
        && code == (OperatingSystem.IsWindows() ? 32 : OperatingSystem.IsMacOS() ? 35 : 11);

    public void Dispose() => file.Dispose();
}
