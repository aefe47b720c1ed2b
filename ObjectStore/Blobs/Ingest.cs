using System.Buffers;

namespace Platform.ObjectStore.Blobs;

/// <summary>Moves a body into a blob. Large ones are hashed on another thread while the next piece arrives.</summary>
internal static class Ingest
{
    private const int BufferBytes = 64 * 1024;

    public static async Task<ContentHashes> CopyAsync(
        IContentSource source, BlobWriter target, ContentHasher hasher, long maxBytes, Func<Exception> tooLarge, long? expected, CancellationToken cancellationToken)
    {
        // A small body needs no large buffer: one byte more than it has shows its end.
        var size = expected is { } bytes && bytes < BufferBytes ? (int)bytes + 1 : BufferBytes;
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        var spare = Array.Empty<byte>();
        var hashing = Task.CompletedTask;
        try
        {
            while (true)
            {
                var count = await source.FillAsync(buffer.AsMemory(0, size), cancellationToken);
                if (target.Length + count > maxBytes)
                {
                    throw tooLarge();
                }
                await hashing;
                if (count < size)
                {
                    target.Write(buffer.AsSpan(0, count));
                    hasher.Append(buffer.AsSpan(0, count));
                    return hasher.Finish();
                }
                var full = buffer;
                hashing = Task.Run(() => hasher.Append(full.AsSpan(0, size)), CancellationToken.None);
                target.Write(full.AsSpan(0, size));
                buffer = spare.Length > 0 ? spare : ArrayPool<byte>.Shared.Rent(size);
                spare = full;
            }
        }
        finally
        {
            await hashing;
            ArrayPool<byte>.Shared.Return(buffer);
            if (spare.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(spare);
            }
        }
    }
}
