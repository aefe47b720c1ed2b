using System.Globalization;

namespace Platform.ObjectStore.Objects;

/// <summary>A part of an object, in bytes.</summary>
internal readonly record struct ByteRange(long Start, long Length)
{
    public long End => Start + Length - 1;

    /// <summary>
    /// Reads "bytes=0-9", "bytes=5-" or "bytes=-5". As on S3, anything else (several ranges among it) is ignored.
    /// </summary>
    /// <returns>False where the range is understood and lies outside the object.</returns>
    public static bool TryParse(string? header, long size, out ByteRange? range)
    {
        range = null;
        if (header is null || !header.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }
        var spec = header.AsSpan("bytes=".Length).Trim();
        var dash = spec.IndexOf('-');
        if (dash < 0 || spec.Contains(','))
        {
            return true;
        }
        var hasFirst = Number(spec[..dash], out var first);
        var hasLast = Number(spec[(dash + 1)..], out var last);
        if ((!hasFirst && dash > 0) || (!hasLast && dash < spec.Length - 1) || (!hasFirst && !hasLast) || (hasFirst && hasLast && last < first))
        {
            return true;
        }
        if (!hasFirst)
        {
            if (last == 0 || size == 0)
            {
                return false;
            }
            var length = Math.Min(last, size);
            range = new ByteRange(size - length, length);
            return true;
        }
        if (first >= size)
        {
            return false;
        }
        range = new ByteRange(first, (hasLast ? Math.Min(last, size - 1) : size - 1) - first + 1);
        return true;
    }

    private static bool Number(ReadOnlySpan<char> text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
