namespace Platform.ServiceDefaults.Metrics;

/// <summary>
/// Names an OpenTelemetry instrument for Prometheus: http.server.request.duration in s is http_server_request_duration_seconds.
/// https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/
/// </summary>
internal static class MetricName
{
    private const string CountSuffix = "_count";

    /// <summary>The metric family's name, without <c>_total</c>.</summary>
    /// <param name="instrument">The instrument's name.</param>
    /// <param name="unit">Its unit in UCUM; annotations such as <c>{request}</c> are left out.</param>
    /// <param name="gauge">A gauge may not end in <c>_count</c>, which belongs to histograms; it ends in <c>_current</c> then.</param>
    public static string For(string instrument, string? unit, bool gauge)
    {
        var name = Sanitise(instrument);
        if (UnitOf(unit) is { } suffix && !name.EndsWith(suffix, StringComparison.Ordinal))
        {
            name = $"{name}_{suffix}";
        }

        if (name.EndsWith("_total", StringComparison.Ordinal))
        {
            name = name[..^"_total".Length];
        }

        return gauge && name.EndsWith(CountSuffix, StringComparison.Ordinal) ? name[..^CountSuffix.Length] + "_current" : name;
    }

    /// <summary>The unit in words, or null when there is none.</summary>
    public static string? UnitOf(string? unit) => unit switch
    {
        "s" => "seconds",
        "ms" => "milliseconds",
        "By" => "bytes",
        "1" => "ratio",
        "%" => "percent",
        _ => null,
    };

    /// <summary>Letters, digits and underscores; every other character becomes an underscore.</summary>
    public static string Sanitise(string name)
    {
        var text = string.Create(name.Length, name, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                target[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
            }
        });
        return text.Length > 0 && char.IsAsciiDigit(text[0]) ? "_" + text : text;
    }
}
