namespace Platform.ObjectStore.Objects;

internal static class ETags
{
    /// <summary>Does a header such as <c>"a", W/"b"</c> or <c>*</c> name this ETag? Quotes are optional, as on S3.</summary>
    public static bool Matches(string header, string etag)
    {
        foreach (var part in header.Split(',', StringSplitOptions.TrimEntries))
        {
            var candidate = part.StartsWith("W/", StringComparison.Ordinal) ? part[2..] : part;
            if (candidate == "*" || candidate.Trim('"') == etag)
            {
                return true;
            }
        }
        return false;
    }
}
