using System.Globalization;

namespace Platform.AppHost.Logs;

/// <summary>
/// <c>&lt;service&gt;-&lt;date&gt;.clef</c>, a new one every day and every 50 MiB, kept for 30 days: as the services with ServiceDefaults
/// have theirs.
/// </summary>
internal sealed class LogFile(string folder, string service) : IDisposable
{
    private const long Longest = 50 * 1024 * 1024;
    private const int Days = 30;

    private FileStream? _file;
    private DateOnly _day;

    /// <summary>Adds complete lines.</summary>
    public void Write(ReadOnlySpan<byte> lines)
    {
        if (lines.IsEmpty)
        {
            return;
        }

        var today = DateOnly.FromDateTime(DateTime.Now);
        if (_file is null || _day != today || _file.Length > Longest)
        {
            _file?.Dispose();
            RemoveOld(today);
            _day = today;
            _file = new FileStream(NextPath(), FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }

        _file.Write(lines);
    }

    public void Dispose() => _file?.Dispose();

    // api-20261120.clef, api-20261120_001.clef
    private string NextPath()
    {
        var day = _day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        return Enumerable.Range(0, int.MaxValue)
            .Select(number => Path.Combine(folder, number == 0 ? $"{service}-{day}.clef" : string.Create(CultureInfo.InvariantCulture, $"{service}-{day}_{number:000}.clef")))
            .First(path => new FileInfo(path) is not { Exists: true, Length: > Longest });
    }

    private void RemoveOld(DateOnly today)
    {
        var oldest = today.AddDays(-Days).ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        foreach (var path in Directory.EnumerateFiles(folder, $"{service}-*.clef"))
        {
            var day = Path.GetFileNameWithoutExtension(path)[(service.Length + 1)..].Split('_')[0];
            if (day.Length == oldest.Length && day.All(char.IsAsciiDigit) && string.CompareOrdinal(day, oldest) < 0)
            {
                File.Delete(path);
            }
        }
    }
}
