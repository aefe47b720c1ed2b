using System.Text.RegularExpressions;
using Platform.LogShipper.Tests.Support;

namespace Platform.LogShipper.Tests;

public sealed partial class DocumentationTests
{
    [Fact]
    public void The_table_of_fields_is_that_of_the_index_template()
    {
        var documented = Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "logging.md"))).Select(row => $"{row.Groups[1].Value}: {row.Groups[2].Value}");

        Assert.Equal(IndexFields.Read().Select(field => $"{field.Key}: {field.Value}").Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    // | `log.level` | keyword | ...
    [GeneratedRegex(@"^\| `([\w.@]+)` \| (\w+) \| ", RegexOptions.Multiline)]
    private static partial Regex Row();
}
