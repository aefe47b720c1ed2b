namespace Platform.AppHost.Monitoring.Pages;

/// <summary>An axis of values.</summary>
/// <param name="Min">Its beginning.</param>
/// <param name="Max">Its end.</param>
/// <param name="Step">From mark to mark.</param>
internal sealed record Scale(double Min, double Max, double Step)
{
    private const int Marks = 4;

    /// <summary>The marks, from below.</summary>
    public IEnumerable<double> Values
    {
        get
        {
            for (var index = 0; Min + (index * Step) <= Max + (Step / 1000); index++)
            {
                yield return Min + (index * Step);
            }
        }
    }

    /// <summary>The axis that has room for all values, with round marks.</summary>
    /// <param name="values">The values.</param>
    /// <param name="min">Where it begins at the latest; null for the smallest value.</param>
    /// <param name="max">Where it ends at the least; null for the largest value.</param>
    /// <param name="unit">Bytes are round in powers of two.</param>
    public static Scale For(IReadOnlyCollection<double> values, double? min, double? max, string unit)
    {
        var low = Math.Min(min ?? double.MaxValue, values.Count > 0 ? values.Min() : min ?? 0);
        var high = Math.Max(max ?? double.MinValue, values.Count > 0 ? values.Max() : max ?? 1);
        if (high <= low)
        {
            high = low + (low == 0 ? 1 : Math.Abs(low));
        }

        var step = RoundUp((high - low) / Marks, unit is "bytes" or "Bps");
        low = Math.Floor(low / step) * step;
        return new(low, Math.Max(low + step, Math.Ceiling((high / step) - 1e-9) * step), step);
    }

    /// <summary>Where a value stands, from 0 at the beginning to 1 at the end.</summary>
    public double Position(double value) => Math.Clamp((value - Min) / (Max - Min), 0, 1);

    // To 1, 2 or 5 times a power of ten; for bytes, to a power of two.
    private static double RoundUp(double value, bool binary)
    {
        if (binary)
        {
            return Math.Pow(2, Math.Ceiling(Math.Log2(value)));
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return (value / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
    }
}
