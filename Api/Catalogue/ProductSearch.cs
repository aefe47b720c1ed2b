using Platform.Api.Http;

namespace Platform.Api.Catalogue;

/// <summary>What a list of products is asked for. Text is trimmed and put in lower case, so that equal questions share a cache entry.</summary>
internal sealed record ProductSearch(string? Text, string? Category, Paging Paging)
{
    public const int MaxTextLength = 100;

    /// <summary>Whether a text that finds nothing is tried again with similar words; not everybody may have that.</summary>
    public bool SimilarWords { get; init; } = true;

    public string CacheKey => $"products:{Paging.Size}:{Paging.Page}:{(SimilarWords ? "" : "exact")}:{Category}:{Text}";

    /// <summary>Checks the query's values. Null with every problem by name when one is wrong.</summary>
    public static ProductSearch? Parse(
        string? search, string? category, int? page, int? size, out Dictionary<string, string[]> problems)
    {
        problems = Paging.Parse(page, size, out var paging);
        var text = Normalise(search);
        if (text is { Length: > MaxTextLength })
        {
            problems["search"] = [$"has {text.Length} characters; at most {MaxTextLength} are allowed"];
        }

        return problems.Count == 0 ? new(text, Normalise(category), paging) : null;
    }

    // PostgreSQL's text cannot hold U+0000.
    private static string? Normalise(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Replace("\0", "", StringComparison.Ordinal).Trim().ToLowerInvariant();
}
