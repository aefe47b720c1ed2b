using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Platform.LogShipper.Files;

/// <summary>Tells files apart by what is in them, because names change with rotation and inode numbers are used again.</summary>
internal static class Fingerprint
{
    private const int HeadBytes = 1024;
    private const int TailBytes = 64;

    /// <summary>A digest of the first line, or of its first 1,024 bytes; null while neither is complete.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="isEnded">Whether nobody goes on writing it: then its first line is as complete as it will be.</param>
    public static string? OfHead(SafeFileHandle file, bool isEnded)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        head = head[..Read(file, head, 0)];
        var end = head.IndexOf((byte)'\n');
        return end >= 0 ? Of(head[..end]) : head.Length == HeadBytes || (isEnded && head.Length > 0) ? Of(head) : null;
    }

    /// <summary>A digest of the bytes before a position.</summary>
    public static string OfTail(SafeFileHandle file, long position)
    {
        Span<byte> tail = stackalloc byte[(int)Math.Min(TailBytes, position)];
        return Of(tail[..Read(file, tail, position - tail.Length)]);
    }

    /// <summary>A digest of bytes: 64 bits.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash[..8]);
    }

    private static int Read(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        var total = 0;
        while (total < buffer.Length && RandomAccess.Read(file, buffer[total..], offset + total) is > 0 and var count)
        {
            total += count;
        }

        return total;
    }
}
