using System.Buffers;
using System.Text;
using Platform.LogShipper.Documents;
using Platform.LogShipper.Files;

namespace Platform.LogShipper.Shipping;

/// <summary>Lines as they are sent: an action and a document each, in the order in which they were read.</summary>
internal sealed class Batch(ShipperSettings settings)
{
    private readonly ArrayBufferWriter<byte> _body = new(64 * 1024);
    private readonly DocumentWriter _documents = new();
    private readonly List<BatchItem> _items = [];
    private readonly Dictionary<FileMark, (long Position, string Tail)> _ends = [];
    private readonly Dictionary<FileMark, DateTime?> _times = [];

    public IReadOnlyList<BatchItem> Items => _items;

    public bool IsFull => _items.Count >= settings.BatchLines || _body.WrittenCount >= settings.BatchKilobytes * 1024;

    /// <summary>Part of the request body.</summary>
    public ReadOnlyMemory<byte> Body(int start, int length) => _body.WrittenMemory.Slice(start, length);

    /// <summary>An item's document alone.</summary>
    public ReadOnlyMemory<byte> DocumentOf(BatchItem item) => _body.WrittenMemory[item.Document..(item.Start + item.Length - 1)];

    public void Clear()
    {
        _body.ResetWrittenCount();
        _items.Clear();
        _ends.Clear();
        _times.Clear();
    }

    /// <summary>Adds a line.</summary>
    public void Add(FileMark mark, ReadOnlyMemory<byte> line, LineOrigin origin)
    {
        if (line.Span is [.., (byte)'\r'])
        {
            line = line[..^1];
        }

        if (line.IsEmpty)
        {
            return;
        }

        using var content = LineContent.Read(line, origin, _times.GetValueOrDefault(mark, mark.LastTime) ?? mark.FirstSeen);
        var id = mark.IdOf(origin.Offset, line.Span);
        var index = DataStream.Of(content.Time);
        var (start, document) = Begin(index, id);
        _documents.Write(content, origin, _body);
        End(start, document, index, id, origin);
        _times[mark] = content.Time;
    }

    /// <summary>Adds a document as it was sent before.</summary>
    public void AddAgain(string index, string id, ReadOnlySpan<byte> written, LineOrigin origin)
    {
        var (start, document) = Begin(index, id);
        _body.Write(written);
        End(start, document, index, id, origin);
    }

    /// <summary>Notes how far a file is read when the batch has arrived.</summary>
    public void End(FileMark mark, long position, string tail) => _ends[mark] = (position, tail);

    /// <summary>Moves the marks, when everything has arrived.</summary>
    public void MoveMarks()
    {
        foreach (var (mark, (position, tail)) in _ends)
        {
            (mark.Position, mark.Tail, mark.LastTime) = (position, tail, _times.GetValueOrDefault(mark, mark.LastTime));
        }
    }

    public bool IsEmpty => _ends.Count == 0;

    private (int Start, int Document) Begin(string index, string id)
    {
        var start = _body.WrittenCount;
        Encoding.UTF8.GetBytes($"{{\"create\":{{\"_index\":\"{index}\",\"_id\":\"{id}\"}}}}\n", _body);
        return (start, _body.WrittenCount);
    }

    private void End(int start, int document, string index, string id, LineOrigin origin)
    {
        _body.Write("\n"u8);
        _items.Add(new(start, document, _body.WrittenCount - start, index, id, origin));
    }
}
