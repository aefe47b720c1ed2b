using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Platform.AppHost.Logs;

/// <summary>
/// Knows which lines have been seen: who begins to follow a resource anew is shown once more what was printed before. Each line has the
/// engine's time before it, which makes it different from others that say the same.
/// </summary>
internal sealed class PrintedLines
{
    private const int Remembered = 4096;

    private readonly Queue<(UInt128 Digest, DateTime Printed)> _printed = new();
    private readonly Dictionary<UInt128, int> _expected = [];
    private DateTime _forgotten = DateTime.MinValue;
    private DateTime _before = DateTime.MinValue;

    /// <summary>What has been seen may come once more.</summary>
    public void BeginAnew()
    {
        _expected.Clear();
        foreach (var (digest, _) in _printed)
        {
            _expected[digest] = _expected.GetValueOrDefault(digest) + 1;
        }

        _before = _forgotten;
    }

    /// <summary>Whether a line is seen for the first time.</summary>
    /// <param name="line">The line with its time.</param>
    /// <param name="printed">That time, UTC.</param>
    public bool IsNew(string line, DateTime printed)
    {
        var digest = DigestOf(line);
        if (_expected.Remove(digest, out var times))
        {
            if (times > 1)
            {
                _expected[digest] = times - 1;
            }

            return false;
        }

        // Of more lines than are remembered, the older ones are known by their time.
        if (printed <= _before)
        {
            return false;
        }

        _printed.Enqueue((digest, printed));
        if (_printed.Count > Remembered)
        {
            _forgotten = _printed.Dequeue().Printed;
        }

        return true;
    }

    private static UInt128 DigestOf(string line)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(line.AsSpan()), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
