namespace Platform.ObjectStore.Blobs;

internal sealed class StreamSource(Stream stream) : IContentSource
{
    public async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
}
