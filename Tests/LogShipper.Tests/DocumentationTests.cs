using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.LogShipper.Setup;

namespace Platform.LogShipper.Tests;

public sealed partial class DocumentationTests
{
    [Fact]
    public void The_table_of_fields_is_that_of_the_index_template()
    {
        using var template = JsonDocument.Parse(SetupFile.Read("index-template.json"));
        var fields = Fields("", template.RootElement.GetProperty("template").GetProperty("mappings").GetProperty("properties")).Order(StringComparer.Ordinal);

        var documented = Row().Matches(File.ReadAllText(Path.Combine(Repository(), "docs", "logging.md"))).Select(row => $"{row.Groups[1].Value}: {row.Groups[2].Value}").Order(StringComparer.Ordinal);

        Assert.Equal(fields, documented);
    }

    private static IEnumerable<string> Fields(string prefix, JsonElement properties) => properties.EnumerateObject().SelectMany(field =>
        field.Value.TryGetProperty("properties", out var deeper) ? Fields($"{prefix}{field.Name}.", deeper) : [$"{prefix}{field.Name}: {field.Value.GetProperty("type").GetString()}"]);

    private static string Repository([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));

    // | `log.level` | keyword | ...
    [GeneratedRegex(@"^\| `([\w.@]+)` \| (\w+) \| ", RegexOptions.Multiline)]
    private static partial Regex Row();
}
