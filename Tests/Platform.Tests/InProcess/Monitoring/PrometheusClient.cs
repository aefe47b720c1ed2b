using System.Net.Http.Json;
using System.Text.Json;

namespace Platform.Tests.InProcess.Monitoring;

/// <summary>Asks Prometheus, by its HTTP API.</summary>
internal sealed class PrometheusClient(HttpClient http) : IDisposable
{
    /// <summary>What a query gives now: the labels of each series, and its value; what is no number is no value.</summary>
    public async Task<IReadOnlyDictionary<string, double>> QueryAsync(string query)
    {
        var answer = await http.GetFromJsonAsync<JsonElement>($"/api/v1/query?query={Uri.EscapeDataString(query)}");
        return answer.GetProperty("data").GetProperty("result").EnumerateArray()
            .Select(series => (Labels: series.GetProperty("metric").GetRawText(), Value: double.Parse(series.GetProperty("value")[1].GetString()!, System.Globalization.CultureInfo.InvariantCulture)))
            .Where(series => double.IsFinite(series.Value))
            .ToDictionary(series => series.Labels, series => series.Value);
    }

    /// <summary>The values of a label among the series that a selector finds.</summary>
    public async Task<string[]> LabelValuesAsync(string label, string selector)
    {
        var answer = await http.GetFromJsonAsync<JsonElement>($"/api/v1/label/{label}/values?match[]={Uri.EscapeDataString(selector)}");
        return [.. answer.GetProperty("data").EnumerateArray().Select(value => value.GetString()!)];
    }

    /// <summary>The traces to which the exemplars of a selector lead, of the last hour.</summary>
    public async Task<string[]> TracesAsync(string selector)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var answer = await http.GetFromJsonAsync<JsonElement>($"/api/v1/query_exemplars?query={Uri.EscapeDataString(selector)}&start={now - 3600}&end={now + 60}");
        return
        [
            .. answer.GetProperty("data").EnumerateArray().SelectMany(series => series.GetProperty("exemplars").EnumerateArray())
                .Select(exemplar => exemplar.GetProperty("labels").GetProperty("trace_id").GetString()!),
        ];
    }

    public void Dispose() => http.Dispose();
}
