namespace Platform.ObjectStore.Blobs;

/// <summary>Bytes that arrive one buffer after the other.</summary>
internal interface IContentSource
{
    /// <summary>Fills as much of the buffer as it can; less than all of it means the end.</summary>
    ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken);
}
