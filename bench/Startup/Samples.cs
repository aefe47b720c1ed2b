namespace Platform.Bench;

/// <summary>The measurements, and the start report of each run.</summary>
internal sealed class Samples
{
    private readonly Dictionary<Budget, List<double>> _values = [];
    private readonly List<(double Ready, string Report)> _reports = [];

    public void Add(Budget budget, double value)
    {
        if (!_values.TryGetValue(budget, out var list))
        {
            _values[budget] = list = [];
        }

        list.Add(value);
    }

    public void AddReport(double ready, string report) => _reports.Add((ready, report));

    /// <summary>Minimum, median and maximum.</summary>
    public (double Minimum, double Median, double Maximum)? Of(Budget budget)
    {
        if (!_values.TryGetValue(budget, out var list))
        {
            return null;
        }

        var sorted = list.Order().ToArray();
        return (sorted[0], Median(sorted), sorted[^1]);
    }

    /// <summary>The start report of the median run.</summary>
    public string? MedianReport => _reports.Count is 0 ? null : _reports.OrderBy(r => r.Ready).ElementAt(_reports.Count / 2).Report;

    private static double Median(double[] sorted) =>
        sorted.Length % 2 is 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
}
