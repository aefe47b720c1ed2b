namespace Platform.AppHost.Commands.Logs;

/// <summary>Reads a file's complete lines, the last one first.</summary>
internal sealed class BackwardLines(FileStream stream)
{
    private const int Block = 64 * 1024;

    /// <summary>How much has been read, bytes.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Where the last complete line ends; known once the first line has been asked for.</summary>
    public long End { get; private set; }

    public IEnumerable<ReadOnlyMemory<byte>> Read()
    {
        var position = stream.Length;
        var block = Block;
        byte[] rest = [];
        var isBehindEnd = true;
        while (position > 0)
        {
            var size = (int)Math.Min(block, position);
            position -= size;
            var bytes = new byte[size + rest.Length];
            stream.Position = position;
            stream.ReadExactly(bytes, 0, size);
            BytesRead += size;
            rest.CopyTo(bytes, size);
            var stop = bytes.Length;
            while (bytes.AsSpan(0, stop).LastIndexOf((byte)'\n') is >= 0 and var end)
            {
                if (isBehindEnd)
                {
                    // What stands behind the last line end is still being written.
                    (End, isBehindEnd) = (position + end + 1, false);
                }
                else
                {
                    yield return bytes.AsMemory((end + 1)..stop);
                }

                stop = end;
            }

            // A line that is longer than a block is read in ever larger ones.
            block = stop == bytes.Length ? block * 2 : Block;
            rest = bytes[..stop];
        }

        if (!isBehindEnd)
        {
            yield return rest;
        }
    }
}
