using System.Text;

namespace Platform.ObjectStore.Metadata;

/// <summary>Reads what <see cref="RecordWriter"/> wrote, field by field in the same order.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> content)
{
    private readonly ReadOnlySpan<byte> _content = content;
    private int _position;

    public ulong Unsigned() => Bytes.ReadVarint(_content, ref _position);

    public long Number() => (long)Unsigned();

    public bool Flag() => Unsigned() != 0;

    public Guid Id() => new(Bytes.ReadBlock(_content, ref _position, 16), bigEndian: true);

    public DateTimeOffset Time() => new(Number(), TimeSpan.Zero);

    public string? OptionalText()
    {
        var length = (int)Unsigned() - 1;
        return length < 0 ? null : Encoding.UTF8.GetString(Bytes.ReadBlock(_content, ref _position, length));
    }

    public string Text() => OptionalText() ?? "";

    public List<KeyValuePair<string, string>> Pairs()
    {
        var count = (int)Unsigned();
        var pairs = new List<KeyValuePair<string, string>>(count);
        for (var i = 0; i < count; i++)
        {
            pairs.Add(new(Text(), Text()));
        }
        return pairs;
    }
}
