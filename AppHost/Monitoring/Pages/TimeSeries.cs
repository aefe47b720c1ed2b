namespace Platform.AppHost.Monitoring.Pages;

/// <summary>What a query gives: one series.</summary>
/// <param name="Query">The query's letter in its panel.</param>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Points">Time, in seconds since 1970, and value; what is no number is left out.</param>
internal sealed record TimeSeries(string Query, string Name, IReadOnlyDictionary<string, string> Labels, IReadOnlyList<(double Time, double Value)> Points)
{
    /// <summary>The newest value.</summary>
    public double Last => Points[^1].Value;
}

/// <summary>The time that is shown.</summary>
/// <param name="Start">Seconds since 1970.</param>
/// <param name="End">Seconds since 1970.</param>
/// <param name="Step">Seconds between two points.</param>
internal sealed record TimeWindow(double Start, double End, double Step);
