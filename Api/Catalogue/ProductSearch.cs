namespace Platform.Api.Catalogue;

/// <summary>What a list of products is asked for. Text is trimmed and put in lower case, so that equal questions share a cache entry.</summary>
internal sealed record ProductSearch(string? Text, string? Category, int Page, int Size)
{
    public const int DefaultSize = 20;
    public const int MaxSize = 100;
    public const int MaxPage = 10_000;
    public const int MaxTextLength = 100;

    public int Offset => (Page - 1) * Size;

    public string CacheKey => $"products:{Size}:{Page}:{Category}:{Text}";

    /// <summary>Checks the query's values. Null with every problem by name when one is wrong.</summary>
    public static ProductSearch? Parse(
        string? search, string? category, int? page, int? size, out Dictionary<string, string[]> problems)
    {
        problems = [];
        var text = Normalise(search);
        if (text is { Length: > MaxTextLength })
        {
            problems["search"] = [$"has {text.Length} characters; at most {MaxTextLength} are allowed"];
        }

        if (page is < 1 or > MaxPage)
        {
            problems["page"] = [$"is {page}; it must be from 1 to {MaxPage}"];
        }

        if (size is < 1 or > MaxSize)
        {
            problems["size"] = [$"is {size}; it must be from 1 to {MaxSize}"];
        }

        return problems.Count == 0 ? new(text, Normalise(category), page ?? 1, size ?? DefaultSize) : null;
    }

    // PostgreSQL's text cannot hold U+0000.
    private static string? Normalise(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Replace("\0", "", StringComparison.Ordinal).Trim().ToLowerInvariant();
}
