namespace Platform.ElasticsearchStandin.Security;

/// <summary>Names with <c>*</c> in them.</summary>
internal static class Pattern
{
    public static bool Matches(string pattern, string name) => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    /// <summary>Whether some name matches both.</summary>
    public static bool Overlap(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        if (one.IsEmpty || other.IsEmpty)
        {
            return one.IndexOfAnyExcept('*') < 0 && other.IndexOfAnyExcept('*') < 0;
        }

        if (one[0] == '*')
        {
            return Overlap(one[1..], other) || Overlap(one, other[1..]);
        }

        return other[0] == '*' ? Overlap(other, one) : one[0] == other[0] && Overlap(one[1..], other[1..]);
    }
}
