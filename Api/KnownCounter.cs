using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Platform.Api;

/// <summary>
/// A counter whose labels have values that are known beforehand. It is observed, and so there from 0 on for each of them: otherwise the
/// first order or the first failure would be the beginning of a series and not an increase. What is counted before measuring begins
/// counts, too.
/// </summary>
internal sealed class KnownCounter
{
    private readonly ConcurrentDictionary<(string First, string Second), Sum> _sums = new();
    private readonly string[] _labels;

    /// <param name="meter">The meter it belongs to.</param>
    /// <param name="name">Its name, such as <c>shop.orders.refused</c>.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="description">What is counted.</param>
    /// <param name="labels">Its labels, two at most.</param>
    public KnownCounter(Meter meter, string name, string unit, string description, params string[] labels)
    {
        _labels = labels;
        meter.CreateObservableCounter(name, () => _sums.Select(sum => new Measurement<double>(sum.Value.Read(), LabelsOf(sum.Key))), unit, description);
    }

    /// <summary>Counts; 0 says that there is such a series.</summary>
    public void Add(double count, string first = "", string second = "") => _sums.GetOrAdd((first, second), _ => new Sum()).Add(count);

    private KeyValuePair<string, object?>[] LabelsOf((string First, string Second) values) =>
        [.. _labels.Zip([values.First, values.Second], (label, value) => new KeyValuePair<string, object?>(label, value))];

    private sealed class Sum
    {
        private readonly Lock _gate = new();
        private double _value;

        public void Add(double count)
        {
            lock (_gate)
            {
                _value += count;
            }
        }

        public double Read()
        {
            lock (_gate)
            {
                return _value;
            }
        }
    }
}
