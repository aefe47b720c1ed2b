using System.Buffers;

namespace Platform.ObjectStore.Metadata;

/// <summary>Walks the rows of a run in ascending order from the first key that is not below the one asked for.</summary>
internal sealed class RunCursor : IDisposable
{
    private readonly SortedRun _run;
    private byte[] _buffer = [];
    private int _length;
    private int _position;
    private int _nextBlock;
    private (int Start, int Length) _key;
    private (int Start, int Length) _value;
    private bool _removed;

    public RunCursor(SortedRun run, ReadOnlySpan<byte> from)
    {
        _run = run;
        _nextBlock = run.BlockFor(from);
        MoveNext();
        while (IsValid && Key.SequenceCompareTo(from) < 0)
        {
            MoveNext();
        }
    }

    public bool IsValid { get; private set; }

    public ReadOnlySpan<byte> Key => _buffer.AsSpan(_key.Start, _key.Length);

    public bool IsRemoved => _removed;

    public byte[]? CopyValue() => _removed ? null : _buffer.AsSpan(_value.Start, _value.Length).ToArray();

    public void MoveNext()
    {
        if (_position >= _length && !ReadBlock())
        {
            IsValid = false;
            return;
        }
        ReadOnlySpan<byte> block = _buffer.AsSpan(0, _length);
        var keyLength = (int)Bytes.ReadVarint(block, ref _position);
        _key = (_position, keyLength);
        Bytes.ReadBlock(block, ref _position, keyLength);
        var valueLength = (int)Bytes.ReadVarint(block, ref _position) - 1;
        _removed = valueLength < 0;
        _value = (_position, Math.Max(0, valueLength));
        Bytes.ReadBlock(block, ref _position, _value.Length);
        IsValid = true;
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
        IsValid = false;
    }

    private bool ReadBlock()
    {
        _length = _run.ReadBlock(_nextBlock++, ref _buffer);
        _position = 0;
        return _length > 0;
    }
}
