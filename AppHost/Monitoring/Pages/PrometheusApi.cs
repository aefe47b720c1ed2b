using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.AppHost.Monitoring.Pages;

/// <summary>Asks Prometheus, by its HTTP API (https://prometheus.io/docs/prometheus/latest/querying/api/).</summary>
internal sealed partial class PrometheusApi(Uri address) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };

    /// <exception cref="PlatformException">Prometheus does not answer, or refuses the query.</exception>
    public async Task<IReadOnlyList<TimeSeries>> QueryAsync(PanelQuery query, TimeWindow window, CancellationToken cancellationToken)
    {
        var path = string.Create(
            CultureInfo.InvariantCulture, $"/api/v1/query_range?query={Uri.EscapeDataString(query.Expression)}&start={window.Start:0}&end={window.End:0}&step={window.Step:0}");
        using var answer = await GetAsync(path, query.Expression, cancellationToken);
        return [.. answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(series => Read(series, query)).Where(series => series.Points.Count > 0)];
    }

    /// <summary>The values of a variable.</summary>
    /// <exception cref="PlatformException">Prometheus does not answer, or refuses the query.</exception>
    public async Task<IReadOnlyList<string>> ValuesAsync(DashboardVariable variable, CancellationToken cancellationToken)
    {
        using var answer = await GetAsync($"/api/v1/label/{variable.Label}/values?match[]={Uri.EscapeDataString(variable.Selector)}", variable.Selector, cancellationToken);
        return [.. answer.RootElement.GetProperty("data").EnumerateArray().Select(value => value.GetString()!)];
    }

    public void Dispose() => http.Dispose();

    private async Task<JsonDocument> GetAsync(string path, string query, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(path, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode
                ? JsonDocument.Parse(text)
                : throw new PlatformException($"Prometheus refuses the query {query} with {(int)response.StatusCode}: {text}");
        }
        catch (HttpRequestException e)
        {
            throw new PlatformException($"Prometheus does not answer at {http.BaseAddress}: {e.Message} Look at its state in the dashboard; it starts when everything else is ready.", e);
        }
    }

    private static TimeSeries Read(JsonElement series, PanelQuery query)
    {
        var labels = series.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!);
        var points = series.GetProperty("values").EnumerateArray()
            .Select(point => (Time: point[0].GetDouble(), Value: double.Parse(point[1].GetString()!, CultureInfo.InvariantCulture)))
            .Where(point => double.IsFinite(point.Value));
        return new(query.Id, Label().Replace(query.Legend, match => labels.GetValueOrDefault(match.Groups[1].Value, "")), labels, [.. points]);
    }

    [GeneratedRegex(@"\{\{\s*(\w+)\s*\}\}")]
    private static partial Regex Label();
}
