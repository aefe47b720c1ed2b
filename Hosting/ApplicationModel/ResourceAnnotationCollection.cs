using System.Collections.ObjectModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The annotations of one resource, in the order in which they were added.</summary>
public sealed class ResourceAnnotationCollection : Collection<IResourceAnnotation>
{
    // Reads run on background tasks (orchestration, dashboard) while user code may still add annotations,
    // so a change replaces the list instead of altering one that is being enumerated.
    private readonly CopyOnWriteList _items;

    /// <summary>Makes an empty collection.</summary>
    public ResourceAnnotationCollection() : this(new CopyOnWriteList())
    {
    }

    private ResourceAnnotationCollection(CopyOnWriteList items) : base(items) => _items = items;

    /// <summary>Removes every annotation that matches and adds <paramref name="annotation"/> in one step.</summary>
    internal void Replace<T>(T annotation) where T : IResourceAnnotation => _items.Replace(item => item is T, annotation);

    private sealed class CopyOnWriteList : IList<IResourceAnnotation>
    {
        private readonly Lock _lock = new();
        private volatile IResourceAnnotation[] _array = [];

        public int Count => _array.Length;
        public bool IsReadOnly => false;

        public IResourceAnnotation this[int index]
        {
            get => _array[index];
            set => Change(list => list[index] = value);
        }

        public void Add(IResourceAnnotation item) => Change(list => list.Add(item));
        public void Clear() => Change(list => list.Clear());
        public bool Contains(IResourceAnnotation item) => _array.Contains(item);
        public void CopyTo(IResourceAnnotation[] array, int arrayIndex) => _array.CopyTo(array, arrayIndex);
        public int IndexOf(IResourceAnnotation item) => Array.IndexOf(_array, item);
        public void Insert(int index, IResourceAnnotation item) => Change(list => list.Insert(index, item));
        public void RemoveAt(int index) => Change(list => list.RemoveAt(index));
        public IEnumerator<IResourceAnnotation> GetEnumerator() => ((IEnumerable<IResourceAnnotation>)_array).GetEnumerator();
        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        public bool Remove(IResourceAnnotation item)
        {
            var removed = false;
            Change(list => removed = list.Remove(item));
            return removed;
        }

        public void Replace(Predicate<IResourceAnnotation> match, IResourceAnnotation item) => Change(list =>
        {
            list.RemoveAll(match);
            list.Add(item);
        });

        private void Change(Action<List<IResourceAnnotation>> change)
        {
            lock (_lock)
            {
                var list = new List<IResourceAnnotation>(_array);
                change(list);
                _array = [.. list];
            }
        }
    }
}
