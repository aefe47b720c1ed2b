namespace Platform.ObjectStore.Blobs;

/// <summary>Which blobs are being read. Their files are deleted only when the last reader is done.</summary>
internal sealed class BlobPins
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, int> _readers = [];
    private readonly HashSet<Guid> _waiting = [];

    public IDisposable Pin(IEnumerable<Guid> blobs, Action<Guid> delete)
    {
        var pinned = blobs.ToArray();
        lock (_gate)
        {
            foreach (var blob in pinned)
            {
                _readers[blob] = _readers.GetValueOrDefault(blob) + 1;
            }
        }
        return new Release(this, pinned, delete);
    }

    /// <summary>True where the blob is being read; its deletion then follows by itself.</summary>
    public bool Postpone(Guid blob)
    {
        lock (_gate)
        {
            return _readers.ContainsKey(blob) && (_waiting.Add(blob) || true);
        }
    }

    private sealed class Release(BlobPins pins, Guid[] pinned, Action<Guid> delete) : IDisposable
    {
        private Guid[] _pinned = pinned;

        public void Dispose()
        {
            var mine = Interlocked.Exchange(ref _pinned, []);
            var due = new List<Guid>();
            lock (pins._gate)
            {
                foreach (var blob in mine)
                {
                    var left = pins._readers[blob] - 1;
                    if (left > 0)
                    {
                        pins._readers[blob] = left;
                        continue;
                    }
                    pins._readers.Remove(blob);
                    if (pins._waiting.Remove(blob))
                    {
                        due.Add(blob);
                    }
                }
            }
            due.ForEach(delete);
        }
    }
}
