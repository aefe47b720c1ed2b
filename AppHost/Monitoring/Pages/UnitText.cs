using System.Globalization;

namespace Platform.AppHost.Monitoring.Pages;

/// <summary>Writes values in the units of Grafana.</summary>
internal static class UnitText
{
    private static readonly (double Size, string Name)[] Times = [(86400, "d"), (3600, "h"), (60, "min"), (1, "s"), (1e-3, "ms"), (1e-6, "µs")];
    private static readonly (double Size, string Name)[] Bytes = [(1L << 40, "TiB"), (1L << 30, "GiB"), (1L << 20, "MiB"), (1L << 10, "KiB"), (1, "B")];
    private static readonly (double Size, string Name)[] Counts = [(1e9, "G"), (1e6, "M"), (1e3, "k"), (1, "")];

    /// <param name="value">The value.</param>
    /// <param name="unit">Grafana's name of the unit.</param>
    /// <param name="decimals">Digits after the point; null for as many as make three digits.</param>
    public static string Format(double value, string unit, int? decimals = null) => unit switch
    {
        "s" => Scaled(value, Times, decimals, " "),
        "bytes" => Scaled(value, Bytes, decimals, " "),
        "Bps" => Scaled(value, Bytes, decimals, " ") + "/s",
        "percentunit" => Number(value * 100, decimals) + " %",
        "currencyEUR" => "€ " + Scaled(value, Counts, decimals, " "),
        "opm" => Scaled(value, Counts, decimals, " ") + "/min",
        "ops" or "reqps" => Scaled(value, Counts, decimals, " ") + "/s",
        _ => Scaled(value, Counts, decimals, " "),
    };

    private static string Scaled(double value, (double Size, string Name)[] scale, int? decimals, string gap)
    {
        var smallest = scale[^1];
        var (size, name) = value == 0 ? scale.First(step => step.Size is 1) : scale.FirstOrDefault(step => Math.Abs(value) >= step.Size, smallest);
        return (Number(value / size, decimals) + gap + name).TrimEnd();
    }

    private static string Number(double value, int? decimals) => decimals is { } digits
        ? value.ToString($"F{digits}", CultureInfo.InvariantCulture)
        : Math.Abs(value) switch
        {
            >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
            >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
            _ => value.ToString("0.##", CultureInfo.InvariantCulture),
        };
}
