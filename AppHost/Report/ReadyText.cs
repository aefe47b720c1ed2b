using System.Globalization;
using System.Text;

namespace Platform.AppHost.Report;

/// <summary>What the console says when everything is ready.</summary>
internal static class ReadyText
{
    public static string Of(StartReport report, IReadOnlyList<ResourceUrl> urls, StartReportDetail detail)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Platform ready in {report.Ready:0.00} s");
        text.AppendLine();
        var width = urls.Max(url => url.Resource.Length);
        foreach (var url in urls)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {url.Resource.PadRight(width)}  {url.Url}");
        }

        if (detail is not StartReportDetail.None)
        {
            text.AppendLine();
            AppendChain(text, report, detail);
        }

        if (detail is StartReportDetail.Full)
        {
            text.AppendLine();
            AppendResources(text, report);
        }

        text.AppendLine();
        text.AppendLine("  Ctrl-C stops everything.");
        return text.ToString();
    }

    private static void AppendChain(StringBuilder text, StartReport report, StartReportDetail detail)
    {
        var steps = report.CriticalChain.Where(step => detail is StartReportDetail.Full || step.Seconds >= 0.005);
        text.AppendLine("  Critical chain: " + string.Join(" > ", steps.Select(Describe)));
    }

    private static string Describe(ChainStep step) => string.Create(CultureInfo.InvariantCulture, $"{step.Resource} {step.What} {step.Seconds:0.00}").TrimStart();

    private static void AppendResources(StringBuilder text, StartReport report)
    {
        var width = report.Resources.Max(resource => resource.Name.Length);
        text.AppendLine(CultureInfo.InvariantCulture, $"  {"Seconds".PadRight(width)}  {"may start",9}  {"runs",6}  {"ready",6}");
        foreach (var resource in report.Resources)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {resource.Name.PadRight(width)}  {resource.Released,9:0.00}  {resource.Running,6:0.00}  {resource.Ready,6:0.00}");
        }
    }
}
