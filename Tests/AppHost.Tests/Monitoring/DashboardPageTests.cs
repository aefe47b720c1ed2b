using System.Globalization;
using System.Text.RegularExpressions;
using Platform.AppHost.Monitoring.Pages;

namespace Platform.AppHost.Tests.Monitoring;

/// <summary>The dashboards as a page of their own.</summary>
public sealed partial class DashboardPageTests
{
    [Fact]
    public async Task The_page_has_every_panel_and_needs_nothing_else()
    {
        await using var prometheus = await OwnPrometheus.StartAsync(TestContext.Current.CancellationToken);
        var dashboards = Dashboard.ReadAll(Configuration.PathOf("AppHost", "config", "grafana", "dashboards"));
        var end = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1;
        using var api = new PrometheusApi(prometheus.Address);

        var page = await new DashboardPage(api, new TimeWindow(end - 60, end, 1)).WriteAsync(dashboards, TestContext.Current.CancellationToken);

        Assert.All(dashboards.Where(dashboard => dashboard.Variable is null).SelectMany(dashboard => dashboard.Panels), panel =>
            Assert.Contains($">{System.Net.WebUtility.HtmlEncode(panel.Title)}</h3>", page, StringComparison.Ordinal));
        Assert.Equal("System overview", dashboards[0].Title);
        Assert.Matches("""<div class="stat green"><small>prometheus</small><b>up</b></div>""", page);
        Assert.Matches("""aria-label="Series by target".*<path class="curve" style="stroke:var\(--c0\)" d="M[0-9.]+ [0-9.]+h1[^"]*"><title>prometheus</title>""", page);
        Assert.DoesNotMatch("<script|<link|<img|src=|@import|url\\(", page);
        Assert.All(Link().Matches(page), link => Assert.Contains($"<section id=\"{link.Groups[1].Value}\"", page, StringComparison.Ordinal));
        System.Xml.Linq.XDocument.Parse(Svg().Match(page).Value);
    }

    [Fact]
    public async Task A_Prometheus_that_does_not_answer_or_refuses_is_named()
    {
        await using var prometheus = await OwnPrometheus.StartAsync(TestContext.Current.CancellationToken);
        using var refusing = new PrometheusApi(prometheus.Address);
        using var silent = new PrometheusApi(new Uri("http://127.0.0.1:1"));

        Assert.StartsWith("Prometheus refuses the query sum( with 400: ", (await AskAsync(refusing, "sum(")).Message, StringComparison.Ordinal);
        Assert.StartsWith("Prometheus does not answer at http://127.0.0.1:1/: ", (await AskAsync(silent, "up")).Message, StringComparison.Ordinal);

        static Task<PlatformException> AskAsync(PrometheusApi api, string query) => Assert.ThrowsAsync<PlatformException>(
            () => api.QueryAsync(new PanelQuery("A", query, ""), new TimeWindow(0, 60, 10), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(0, "s", "0 s")]
    [InlineData(0.0042, "s", "4.2 ms")]
    [InlineData(90, "s", "1.5 min")]
    [InlineData(0.0512, "percentunit", "5.12 %")]
    [InlineData(1536, "bytes", "1.5 KiB")]
    [InlineData(3145728, "Bps", "3 MiB/s")]
    [InlineData(1234567, "short", "1.23 M")]
    [InlineData(12, "opm", "12/min")]
    [InlineData(0.25, "reqps", "0.25/s")]
    [InlineData(253740, "currencyEUR", "€ 254 k")]
    [InlineData(-0.5, "none", "-0.5")]
    public void Values_are_written_in_their_unit(double value, string unit, string text) => Assert.Equal(text, UnitText.Format(value, unit));

    [Theory]
    [InlineData(new[] { 0.3, 7.9 }, 0.0, null, "short", "0 2 4 6 8")]
    [InlineData(new[] { 0.2 }, 0.0, 1.0, "percentunit", "0 0.5 1")]
    [InlineData(new double[0], 0.0, null, "short", "0 0.5 1")]
    [InlineData(new[] { 3000.0, 5000.0 }, 0.0, null, "bytes", "0 2048 4096 6144")]
    [InlineData(new[] { 5.0, 5.0 }, null, null, "short", "4 6 8 10")]
    public void Marks_of_an_axis_are_round(double[] values, double? min, double? max, string unit, string marks) =>
        Assert.Equal(marks, string.Join(' ', Scale.For(values, min, max, unit).Values.Select(value => Math.Round(value, 6).ToString(CultureInfo.InvariantCulture))));

    [GeneratedRegex("href=\"#([^\"]+)\"")]
    private static partial Regex Link();

    [GeneratedRegex("<svg.*?</svg>")]
    private static partial Regex Svg();
}
