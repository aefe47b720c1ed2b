using System.Text.RegularExpressions;

namespace Platform.Api.Admin;

/// <summary>The form of a name in addresses, the same as the table's own check.</summary>
internal static partial class SlugFormat
{
    public static bool IsRight(string slug) => Slug().IsMatch(slug);

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex Slug();
}
