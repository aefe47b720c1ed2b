using System.Globalization;

namespace Platform.ObjectStore;

/// <summary>Keeps a second process off a data directory. The system drops the lock when its holder dies.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream _file;
    private readonly string _holderPath;

    private DataDirectoryLock(FileStream file, string holderPath)
    {
        _file = file;
        _holderPath = holderPath;
    }

    /// <exception cref="OptionsException">Another process holds the directory, or it cannot be written.</exception>
    public static DataDirectoryLock Take(string directory)
    {
        // The pid stands in a file of its own, because a locked file cannot be read everywhere.
        var holderPath = Path.Combine(directory, "lock.pid");
        try
        {
            Directory.CreateDirectory(directory);
            CheckWritable(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OptionsException($"Cannot write to the data directory {directory}: {e.Message} Pass another one with --data, or change its owner or mode.");
        }
        try
        {
            var file = new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(holderPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataDirectoryLock(file, holderPath);
        }
        catch (IOException)
        {
            throw new OptionsException($"The data directory {directory} is in use by process {Holder(holderPath)}. Stop that process, or pass another directory with --data.");
        }
    }

    public void Dispose()
    {
        try
        {
            File.Delete(_holderPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Only the message of a later refusal would read it.
        }
        _file.Dispose();
    }

    private static void CheckWritable(string directory)
    {
        var probe = Path.Combine(directory, $".probe-{Environment.ProcessId}");
        File.WriteAllBytes(probe, []);
        File.Delete(probe);
    }

    private static string Holder(string holderPath)
    {
        try
        {
            return File.ReadAllText(holderPath).Trim();
        }
        catch (IOException)
        {
            return "(unknown pid)";
        }
    }
}
