using Microsoft.Win32.SafeHandles;
using Platform.LogShipper.Shipping;

namespace Platform.LogShipper.Files;

/// <summary>Reads complete lines behind the files' marks, of all files in turn, into batches of bounded size.</summary>
internal sealed class BatchReader(ShipperSettings settings, LogFiles files)
{
    // One read is larger than the longest line that is not cut.
    private readonly byte[] _buffer = new byte[(settings.LineKilobytes * 1024) + (256 * 1024)];
    private string _last = "";

    private int LongestLine => settings.LineKilobytes * 1024;

    /// <summary>Fills a batch; it stays empty when no file has a new complete line.</summary>
    public void Fill(Batch batch)
    {
        batch.Clear();
        var unread = files.Unread();

        // Whoever was served last comes last now: one that is written without end holds up no other.
        foreach (var (path, mark) in unread.OrderBy(file => string.CompareOrdinal(file.Path, _last) <= 0))
        {
            if (batch.IsFull)
            {
                return;
            }

            Read(batch, path, mark);
            _last = path;
        }
    }

    private void Read(Batch batch, string path, FileMark mark)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

            // Since it was looked at, another may have taken its name.
            if (Fingerprint.OfHead(file, files.IsEnded(path)) != mark.Fingerprint || !Positions.IsContinued(file, mark))
            {
                return;
            }

            var name = Path.GetFileName(path);
            var position = mark.Position;
            var isWhole = true;
            while (!batch.IsFull && isWhole)
            {
                var count = RandomAccess.Read(file, _buffer, position);
                long used = AddLines(batch, mark, name, position, _buffer.AsMemory(0, count));
                if (used == 0 && count > LongestLine)
                {
                    used = AddCutLine(batch, file, mark, name, position);
                }

                isWhole = used > 0;
                position += used;
            }

            if (!isWhole && files.IsEnded(path) && RandomAccess.GetLength(file) == mark.Length)
            {
                position += AddRest(batch, file, mark, name, position);
            }

            if (position > mark.Position)
            {
                batch.End(mark, position, Fingerprint.OfTail(file, position));
            }
            else if (!isWhole)
            {
                files.NoteRead(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is gone, or may not be read: the next look at the folder finds out.
        }
    }

    /// <returns>How many bytes the added lines have with their ends.</returns>
    private int AddLines(Batch batch, FileMark mark, string name, long position, ReadOnlyMemory<byte> bytes)
    {
        var used = 0;
        while (!batch.IsFull && bytes.Span[used..].IndexOf((byte)'\n') is >= 0 and var length)
        {
            var isCut = length > LongestLine;
            batch.Add(mark, bytes.Slice(used, isCut ? LongestLine : length), new(name, position + used, isCut));
            used += length + 1;
        }

        return used;
    }

    // What stands behind the last line end of a file that nobody goes on writing: a crash, or a full disk, has cut it.
    private int AddRest(Batch batch, SafeFileHandle file, FileMark mark, string name, long position)
    {
        var length = (int)Math.Min(mark.Length - position, int.MaxValue);
        if (length > 0)
        {
            batch.Add(mark, _buffer.AsMemory(0, RandomAccess.Read(file, _buffer.AsSpan(0, Math.Min(length, LongestLine)), position)), new(name, position, IsCut: true));
        }

        return length;
    }

    // The buffer has the line's beginning; only its end is looked for.
    private long AddCutLine(Batch batch, SafeFileHandle file, FileMark mark, string name, long position)
    {
        var beginning = _buffer.AsMemory(0, LongestLine).ToArray();
        var length = 0L;
        while (RandomAccess.Read(file, _buffer, position + length) is > 0 and var count)
        {
            if (_buffer.AsSpan(0, count).IndexOf((byte)'\n') is >= 0 and var end)
            {
                batch.Add(mark, beginning, new(name, position, IsCut: true));
                return length + end + 1;
            }

            length += count;
        }

        return 0;
    }
}
