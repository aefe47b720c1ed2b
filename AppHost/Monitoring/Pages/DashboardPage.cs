using System.Globalization;
using System.Net;
using System.Text;

namespace Platform.AppHost.Monitoring.Pages;

/// <summary>Writes all dashboards with what Prometheus knows now into one HTML page that needs nothing else: no script, no other file.</summary>
internal sealed class DashboardPage(PrometheusApi prometheus, TimeWindow window)
{
    private const int AtOnce = 8;

    private readonly StringBuilder html = new();
    private readonly SemaphoreSlim gate = new(AtOnce, AtOnce);

    /// <exception cref="PlatformException">Prometheus does not answer, or refuses a query.</exception>
    public async Task<string> WriteAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds((long)window.End).ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        html.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Platform, {time}</title><style>{PageStyle.Css}</style></head><body>\n");
        html.Append("<nav>").AppendJoin(" ", dashboards.Select(dashboard => $"<a href=\"#{dashboard.Uid}\">{Text(dashboard.Title)}</a>"));
        html.Append(CultureInfo.InvariantCulture, $"<span>{(window.End - window.Start) / 60:0} minutes until {time}</span></nav>\n");
        foreach (var dashboard in dashboards)
        {
            await WriteAsync(dashboard, cancellationToken);
        }

        return html.Append("</body></html>\n").ToString();
    }

    private async Task WriteAsync(Dashboard dashboard, CancellationToken cancellationToken)
    {
        html.Append(CultureInfo.InvariantCulture, $"<section id=\"{dashboard.Uid}\"><h2>{Text(dashboard.Title)}</h2><p>{Text(dashboard.Description)}</p>\n");
        IReadOnlyList<string?> values = dashboard.Variable is { } variable ? [.. await prometheus.ValuesAsync(variable, cancellationToken)] : [null];
        foreach (var value in values)
        {
            html.Append(value is null ? "" : $"<h4>{Text(dashboard.Variable!.Name)}: {Text(value)}</h4>").Append("<div class=\"grid\">\n");
            foreach (var panel in await Task.WhenAll(dashboard.Panels.Select(panel => WriteAsync(panel, dashboard.Variable, value, cancellationToken))))
            {
                html.Append(panel);
            }

            html.Append("</div>");
        }

        html.Append("</section>\n");
    }

    private async Task<string> WriteAsync(Panel panel, DashboardVariable? variable, string? value, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(panel.Queries.Select(async query =>
        {
            await gate.WaitAsync(cancellationToken);
            try
            {
                var expression = variable is null ? query.Expression : query.Expression.Replace($"${variable.Name}", value, StringComparison.Ordinal);
                return await prometheus.QueryAsync(query with { Expression = expression }, window, cancellationToken);
            }
            finally
            {
                gate.Release();
            }
        }));
        IEnumerable<TimeSeries> series = answers.SelectMany(answer => answer);

        // A single value is the newest there is; what ended before is none.
        return PanelHtml.Write(panel, window, panel.Type == "timeseries" ? [.. series] : [.. series.Where(item => window.End - item.Points[^1].Time < window.Step * 2)]);
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
