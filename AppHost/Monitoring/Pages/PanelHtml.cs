using System.Globalization;
using System.Net;
using System.Text;

namespace Platform.AppHost.Monitoring.Pages;

/// <summary>Writes one panel with its data.</summary>
internal static class PanelHtml
{
    public static string Write(Panel panel, TimeWindow window, IReadOnlyList<TimeSeries> series)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"grid-column:{panel.Cell.X + 1}/span {panel.Cell.Width};grid-row:{panel.Cell.Y + 1}/span {panel.Cell.Height}");
        var content = series.Count == 0 ? "<p class=\"none\">no data</p>" : panel.Type switch
        {
            "stat" => Stats(panel, series),
            "bargauge" => Bars(panel, series),
            "table" => Table(panel, series),
            _ => new Plot(panel, window, series).Draw() + Legend(panel, series),
        };
        return $"<article class=\"{panel.Type}\" style=\"{place}\"><h3 title=\"{Text(panel.Description)}\">{Text(panel.Title)}</h3>{content}</article>\n";
    }

    private static string Stats(Panel panel, IReadOnlyList<TimeSeries> series) => $"<div class=\"stats\">{string.Concat(series.Select(item =>
    {
        var name = panel.ShowsNames || series.Count > 1 ? $"<small>{Text(item.Name)}</small>" : "";
        return $"<div class=\"stat {panel.Style.ColorOf(item.Last)}\">{name}<b>{Value(panel, item)}</b></div>";
    }))}</div>";

    private static string Bars(Panel panel, IReadOnlyList<TimeSeries> series)
    {
        var scale = Scale.For([.. series.Select(item => item.Last)], panel.Style.Min ?? 0, panel.Style.Max, panel.Style.Unit);
        return string.Concat(series.Select(item => string.Create(
            CultureInfo.InvariantCulture,
            $"<div class=\"bar\"><span>{Text(item.Name)}</span><i class=\"{panel.Style.ColorOf(item.Last)}\" style=\"width:{scale.Position(item.Last) * 60:0.#}%\"></i><b>{Value(panel, item)}</b></div>")));
    }

    // The values of one row have the same labels; several queries are several columns.
    private static string Table(Panel panel, IReadOnlyList<TimeSeries> series)
    {
        var labels = series.SelectMany(item => item.Labels.Keys).Distinct().OrderBy(label => Place(panel, label)).ToArray();
        var queries = panel.Queries.Select(query => query.Id).ToArray();
        var html = new StringBuilder("<table><tr>");
        html.AppendJoin("", labels.Select(label => panel.Columns.GetValueOrDefault(label, label))
            .Concat(queries.Select(query => panel.Columns.GetValueOrDefault(queries.Length > 1 ? $"Value #{query}" : "Value", "Value")))
            .Select(title => $"<th>{Text(title)}</th>")).Append("</tr>");
        var rows = series.GroupBy(item => string.Join('\n', labels.Select(label => item.Labels.GetValueOrDefault(label)))).OrderByDescending(row => row.First().Last);
        foreach (var row in rows)
        {
            html.Append("<tr>").AppendJoin("", labels.Select(label => $"<td>{Text(row.First().Labels.GetValueOrDefault(label, ""))}</td>"))
                .AppendJoin("", queries.Select(query => $"<td>{(row.FirstOrDefault(item => item.Query == query) is { } item ? Value(panel, item) : "")}</td>")).Append("</tr>");
        }

        return $"<div class=\"scroll\">{html.Append("</table>")}</div>";
    }

    private static int Place(Panel panel, string label) => panel.Columns.Keys.TakeWhile(name => name != label).Count();

    private static string Legend(Panel panel, IReadOnlyList<TimeSeries> series) => $"<ul>{string.Concat(series.Select((item, index) =>
        $"<li><i style=\"background:{Plot.Color(index)}\"></i>{Text(item.Name)} <b>{UnitText.Format(item.Last, Plot.UnitOf(panel, item), panel.Style.Decimals)}</b></li>"))}</ul>";

    private static string Value(Panel panel, TimeSeries item) =>
        panel.Style.Texts.GetValueOrDefault(item.Last.ToString(CultureInfo.InvariantCulture)) is { } text ? Text(text) : UnitText.Format(item.Last, panel.Style.Unit, panel.Style.Decimals);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
