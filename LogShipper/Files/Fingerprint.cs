using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Platform.LogShipper.Files;

/// <summary>Tells files apart by what is in them, because names change with rotation and inode numbers are used again.</summary>
internal static class Fingerprint
{
    private const int HeadBytes = 1024;
    private const int TailBytes = 64;

    /// <summary>A digest of the first line, or of its first 1,024 bytes; null while neither is complete.</summary>
    public static string? OfHead(SafeFileHandle file)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        head = head[..Read(file, head, 0)];
        var end = head.IndexOf((byte)'\n');
        return end >= 0 ? Digest(head[..end]) : head.Length == HeadBytes ? Digest(head) : null;
    }

    /// <summary>A digest of the bytes before a position.</summary>
    public static string OfTail(SafeFileHandle file, long position)
    {
        Span<byte> tail = stackalloc byte[(int)Math.Min(TailBytes, position)];
        return Digest(tail[..Read(file, tail, position - tail.Length)]);
    }

    private static string Digest(ReadOnlySpan<byte> bytes)
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
