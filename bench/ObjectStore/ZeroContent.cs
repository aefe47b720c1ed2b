using System.Net;

namespace Platform.ObjectStore.Benchmarks;

/// <summary>A body of so many zero bytes that takes no memory.</summary>
internal sealed class ZeroContent(long length) : HttpContent
{
    private static readonly byte[] Zeros = new byte[256 * 1024];

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        for (var left = length; left > 0; left -= Zeros.Length)
        {
            await stream.WriteAsync(Zeros.AsMemory(0, (int)Math.Min(Zeros.Length, left)));
        }
    }

    protected override bool TryComputeLength(out long size)
    {
        size = length;
        return true;
    }
}
