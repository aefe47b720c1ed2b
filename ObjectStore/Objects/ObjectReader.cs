using Microsoft.Win32.SafeHandles;
using Platform.ObjectStore.Blobs;

namespace Platform.ObjectStore.Objects;

/// <summary>Reads a range of a version from its blobs. Holds them, so that deleting the version meanwhile does no harm.</summary>
internal sealed class ObjectReader : IContentSource, IDisposable
{
    private readonly BlobStore _blobs;
    private readonly List<Segment> _segments;
    private readonly IDisposable? _pin;
    private SafeFileHandle? _file;
    private int _segment;
    private long _offset;
    private long _left;

    private ObjectReader(BlobStore blobs, List<Segment> segments, IDisposable? pin)
    {
        _blobs = blobs;
        _segments = segments;
        _pin = pin;
    }

    /// <summary>Finds a version and holds it.</summary>
    /// <exception cref="Http.S3Exception">NoSuchKey, NoSuchVersion, MethodNotAllowed for a delete marker.</exception>
    public static (StoredObject Version, ObjectReader Reader) Open(Store store, string bucket, string key, string? versionId)
    {
        while (true)
        {
            var version = store.Objects.Get(bucket, key, versionId);
            IDisposable? pin = null;
            try
            {
                var segments = store.Objects.Segments(version);
                pin = store.Blobs.Pin(segments.Select(segment => segment.Blob));
                var reader = new ObjectReader(store.Blobs, segments, pin);
                if (segments.Count > 0)
                {
                    reader._file = store.Blobs.Open(segments[0].Blob);
                }
                // Deletions that were committed before the blobs were held may still be carried out: look again.
                if (version.PartCount == 0 || store.Objects.Find(bucket, key, versionId)?.Blob == version.Blob)
                {
                    reader.Seek(0, version.Size);
                    return (version, reader);
                }
                reader.Dispose();
            }
            catch (FileNotFoundException) when (store.Objects.Find(bucket, key, versionId)?.Blob != version.Blob)
            {
                // Replaced between the look-up and the opening; the next look-up finds its successor.
                pin?.Dispose();
            }
        }
    }

    /// <summary>The segment that holds a part, with the offset at which it begins.</summary>
    public (Segment Segment, long Offset)? Part(int number)
    {
        long offset = 0;
        foreach (var segment in _segments)
        {
            if (segment.PartNumber == number)
            {
                return (segment, offset);
            }
            offset += segment.Size;
        }
        return null;
    }

    /// <summary>Sets the range to read, in bytes of the object.</summary>
    public void Seek(long start, long length)
    {
        var first = 0;
        for (; first < _segments.Count - 1 && start >= _segments[first].Size; first++)
        {
            start -= _segments[first].Size;
        }
        if (first != _segment)
        {
            _file?.Dispose();
            _file = null;
        }
        _segment = first;
        _offset = start;
        _left = length;
    }

    /// <summary>Reads the next bytes of the range; 0 at its end.</summary>
    public int Read(Span<byte> target)
    {
        while (_left > 0)
        {
            _file ??= _blobs.Open(_segments[_segment].Blob);
            var count = RandomAccess.Read(_file, target[..(int)Math.Min(target.Length, _left)], _offset);
            if (count > 0)
            {
                _offset += count;
                _left -= count;
                return count;
            }
            if (_offset < _segments[_segment].Size)
            {
                throw new InvalidDataException($"A blob ends after {_offset} bytes, {_segments[_segment].Size} were stored. Restore the data directory from a copy.");
            }
            _file.Dispose();
            _file = null;
            _segment++;
            _offset = 0;
        }
        return 0;
    }

    public ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Read(buffer.Span[filled..]);
            if (count == 0)
            {
                break;
            }
            filled += count;
        }
        return ValueTask.FromResult(filled);
    }

    public void Dispose()
    {
        _file?.Dispose();
        _pin?.Dispose();
    }
}
