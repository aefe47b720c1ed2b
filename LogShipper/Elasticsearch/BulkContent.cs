using System.Net;
using System.Net.Http.Headers;
using Platform.LogShipper.Shipping;

namespace Platform.LogShipper.Elasticsearch;

/// <summary>The body of a bulk request: items of a batch, without copying them.</summary>
internal sealed class BulkContent : HttpContent
{
    private readonly Batch _batch;
    private readonly IReadOnlyList<BatchItem> _items;

    public BulkContent(Batch batch, IReadOnlyList<BatchItem> items)
    {
        _batch = batch;
        _items = items;
        Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        // Neighbours are written together; usually all of them are.
        for (var i = 0; i < _items.Count;)
        {
            var first = i;
            var length = 0;
            for (; i < _items.Count && _items[i].Start == _items[first].Start + length; i++)
            {
                length += _items[i].Length;
            }

            await stream.WriteAsync(_batch.Body(_items[first].Start, length));
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _items.Sum(item => (long)item.Length);
        return true;
    }
}
