using System.Text;

namespace Platform.ObjectStore.Metadata;

/// <summary>Writes the fields of a stored record in a fixed order; <see cref="RecordReader"/> reads them back.</summary>
internal sealed class RecordWriter
{
    private readonly MemoryStream _content = new(256);

    public void Number(long value) => Number((ulong)value);

    public void Number(ulong value)
    {
        Span<byte> bytes = stackalloc byte[Bytes.MaxVarintLength];
        _content.Write(bytes[..Bytes.WriteVarint(bytes, value)]);
    }

    public void Flag(bool value) => Number(value ? 1UL : 0UL);

    public void Id(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        _content.Write(bytes);
    }

    public void Time(DateTimeOffset value) => Number(value.UtcTicks);

    public void Text(string? value)
    {
        if (value is null)
        {
            Number(0UL);
            return;
        }
        var bytes = Encoding.UTF8.GetBytes(value);
        Number((ulong)bytes.Length + 1);
        _content.Write(bytes);
    }

    public void Pairs(IReadOnlyCollection<KeyValuePair<string, string>> pairs)
    {
        Number(pairs.Count);
        foreach (var (name, value) in pairs)
        {
            Text(name);
            Text(value);
        }
    }

    public byte[] ToArray() => _content.ToArray();
}
