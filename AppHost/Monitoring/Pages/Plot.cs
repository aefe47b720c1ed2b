using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Platform.AppHost.Monitoring.Pages;

/// <summary>Draws the curves of a panel as SVG.</summary>
internal sealed class Plot(Panel panel, TimeWindow window, IReadOnlyList<TimeSeries> series)
{
    // What a column and a row of the page measure on a screen of 1500 pixels: letters are then as large as everywhere.
    private const int Column = 60;
    private const int Row = 34;
    private const int ShortTime = 600; // seconds, in which marks of minutes would repeat themselves
    private const int Left = 62;
    private const int Top = 8;
    private const int Bottom = 20;

    private readonly StringBuilder svg = new();
    private readonly int width = (panel.Cell.Width * Column) - 30;
    private readonly int height = (panel.Cell.Height * Row) - 90;
    private readonly bool hasRight = series.Any(item => OverrideOf(panel, item) is not null);

    private int Right => hasRight ? width - Left : width - 10;

    /// <summary>Colours that are told apart on light and dark ground.</summary>
    public static string Color(int index) => $"var(--c{index % 8})";

    /// <summary>The unit in which a series is shown.</summary>
    public static string UnitOf(Panel panel, TimeSeries item) => OverrideOf(panel, item)?.Unit ?? panel.Style.Unit;

    public string Draw()
    {
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(panel.Title)}\">");
        var left = series.Where(item => OverrideOf(panel, item) is null).ToArray();
        var right = series.Except(left).ToArray();
        var curves = panel.IsStacked ? Stack(left) : [.. left.Select(item => item.Points)];
        var limits = panel.HasLimitLines ? panel.Style.Limits.Where(limit => double.IsFinite(limit.From)).ToArray() : [];
        var scale = Scale.For([.. curves.SelectMany(points => points).Select(point => point.Value)], panel.Style.Min, panel.Style.Max, panel.Style.Unit);
        DrawGrid(scale);
        DrawCurves(left, curves, scale);
        if (right.Length > 0)
        {
            var unit = UnitOf(panel, right[0]);
            var rightScale = Scale.For([.. right.SelectMany(item => item.Points).Select(point => point.Value)], 0, OverrideOf(panel, right[0])!.Max, unit);
            DrawMarks(rightScale, unit, Right + 6, "start");
            DrawCurves(right, [.. right.Select(item => item.Points)], rightScale);
        }

        foreach (var (from, color) in limits.Where(limit => limit.From <= scale.Max && limit.From >= scale.Min))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"limit {color}\" x1=\"{Left}\" x2=\"{Right}\" y1=\"{Y(scale, from):0.#}\" y2=\"{Y(scale, from):0.#}\"/>");
        }

        return svg.Append("</svg>").ToString();
    }

    private static FieldOverride? OverrideOf(Panel panel, TimeSeries item) =>
        panel.Overrides.FirstOrDefault(candidate => Regex.IsMatch(item.Name, $"^(?:{candidate.Name})$", RegexOptions.None, TimeSpan.FromSeconds(1)));

    // Each on top of those before it; what is missing at a time counts as nothing.
    private static IReadOnlyList<(double Time, double Value)>[] Stack(TimeSeries[] items)
    {
        var sums = new Dictionary<double, double>();
        return [.. items.Select(item => (IReadOnlyList<(double, double)>)[.. item.Points.Select(point => (point.Time, sums[point.Time] = sums.GetValueOrDefault(point.Time) + point.Value))])];
    }

    private void DrawGrid(Scale scale)
    {
        DrawMarks(scale, panel.Style.Unit, Left - 6, "end");
        foreach (var value in scale.Values)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Right}\" y1=\"{Y(scale, value):0.#}\" y2=\"{Y(scale, value):0.#}\"/>");
        }

        const int times = 4;
        var format = window.End - window.Start < ShortTime ? "HH:mm:ss" : "HH:mm";
        for (var index = 0; index <= times; index++)
        {
            var time = window.Start + ((window.End - window.Start) * index / times);
            var text = DateTimeOffset.FromUnixTimeSeconds((long)time).ToLocalTime().ToString(format, CultureInfo.InvariantCulture);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(time):0.#}\" y=\"{height - 5}\" text-anchor=\"{(index == times ? "end" : "middle")}\">{text}</text>");
        }
    }

    private void DrawMarks(Scale scale, string unit, int x, string anchor)
    {
        foreach (var value in scale.Values)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{Y(scale, value) + 4:0.#}\" text-anchor=\"{anchor}\">{UnitText.Format(value, unit)}</text>");
        }
    }

    private void DrawCurves(TimeSeries[] items, IReadOnlyList<(double Time, double Value)>[] curves, Scale scale)
    {
        // The uppermost first, so that an area does not cover those below it.
        foreach (var (item, points) in items.Zip(curves).Reverse())
        {
            var color = Color(Index(item));
            var path = Path(points, scale);
            if (panel.IsStacked)
            {
                var area = string.Create(CultureInfo.InvariantCulture, $"{path}L{X(points[^1].Time):0.#} {Y(scale, scale.Min):0.#}L{X(points[0].Time):0.#} {Y(scale, scale.Min):0.#}Z");
                svg.Append(CultureInfo.InvariantCulture, $"<path class=\"area\" style=\"fill:{color}\" d=\"{area}\"/>");
            }

            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"curve\" style=\"stroke:{color}\" d=\"{path}\"><title>{WebUtility.HtmlEncode(item.Name)}</title></path>");
        }
    }

    private int Index(TimeSeries item) => series.TakeWhile(other => other != item).Count();

    // A curve has a gap where nothing was measured; one point is a short line.
    private string Path(IReadOnlyList<(double Time, double Value)> points, Scale scale)
    {
        var path = new StringBuilder();
        var before = double.NegativeInfinity;
        foreach (var (time, value) in points)
        {
            var isNew = time - before > window.Step * 1.5 && !panel.IsStacked || path.Length == 0;
            path.Append(CultureInfo.InvariantCulture, $"{(isNew ? 'M' : 'L')}{X(time):0.#} {Y(scale, value):0.#}");
            if (isNew)
            {
                path.Append("h1");
            }

            before = time;
        }

        return path.ToString();
    }

    private double X(double time) => Left + ((Right - Left) * (time - window.Start) / (window.End - window.Start));

    private double Y(Scale scale, double value) => Top + ((height - Top - Bottom) * (1 - scale.Position(value)));
}
