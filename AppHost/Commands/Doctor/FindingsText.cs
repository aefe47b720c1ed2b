using System.Text;
using System.Text.Json;

namespace Platform.AppHost.Commands.Doctor;

/// <summary>Findings as people and as programs read them.</summary>
internal static class FindingsText
{
    private static readonly JsonWriterOptions s_indented = new() { Indented = true };

    public static string ForPeople(IReadOnlyList<Finding> findings)
    {
        var width = findings.Max(finding => finding.Subject.Length);
        var text = new StringBuilder();
        foreach (var (subject, level, message, remedy) in findings)
        {
            text.AppendLine($"{Name(level),-7}  {subject.PadRight(width)}  {message}");
            if (remedy is not null)
            {
                text.AppendLine($"         {"".PadRight(width)}  > {remedy}");
            }
        }

        return text.AppendLine().Append(Summary(findings)).ToString();
    }

    /// <summary>An object with <c>healthy</c> (no error) and <c>checks</c>: subject, level (<c>ok</c>, <c>warning</c>, <c>error</c>), message, remedy.</summary>
    public static string AsJson(IReadOnlyList<Finding> findings)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, s_indented))
        {
            json.WriteStartObject();
            json.WriteBoolean("healthy", !HasError(findings));
            json.WriteStartArray("checks");
            foreach (var (subject, level, message, remedy) in findings)
            {
                json.WriteStartObject();
                json.WriteString("subject", subject);
                json.WriteString("level", Name(level));
                json.WriteString("message", message);
                json.WriteString("remedy", remedy);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    public static bool HasError(IEnumerable<Finding> findings) => findings.Any(finding => finding.Level is FindingLevel.Error);

    private static string Summary(IReadOnlyList<Finding> findings)
    {
        var counts = findings.CountBy(finding => finding.Level).ToDictionary();
        return $"{counts.GetValueOrDefault(FindingLevel.Ok)} ok, {counts.GetValueOrDefault(FindingLevel.Warning)} warnings, {counts.GetValueOrDefault(FindingLevel.Error)} errors";
    }

    private static string Name(FindingLevel level) => level.ToString().ToLowerInvariant();
}
