namespace Platform.Api.Catalogue;

/// <summary>
/// The statements that find the products of a page. Each row is the total and one product; a page beyond the end is one row
/// without a product. Parameters: size, offset, and category and text when the search has them.
/// </summary>
internal static class SearchSql
{
    /// <summary>So many matches of a text are ranked and counted. Nobody leafs further, and a common word stands in most of a million products.</summary>
    public const int MaxRanked = 1000;

    // Where each word is in so many names, more products than are ranked have all of them, as a rule.
    private const int Common = 5 * MaxRanked;

    private const string CategoryId = "(SELECT id FROM categories WHERE slug = @category)";

    private const string Question = "(SELECT words FROM question)";

    /// <summary>A page of all products, or of a category's.</summary>
    public static string List(ProductSearch search)
    {
        // Between instead of equals: only the index of both columns has this order. With equals the planner may prefer to walk
        // through the products of all categories until it has met enough of this one.
        var (category, products) = search.Category is null
            ? ("", "products p ORDER BY p.id")
            : (" WHERE slug = @category", $"products p WHERE p.category_id BETWEEN {CategoryId} AND {CategoryId} ORDER BY p.category_id, p.id");

        // What lies before the page is passed over in the index alone.
        return $"""
            SELECT t.total, p.id, p.name, c.slug, p.price
            FROM (SELECT coalesce(sum(product_count), 0)::bigint AS total FROM categories{category}) t
            LEFT JOIN (SELECT p.id FROM {products} LIMIT @size OFFSET @offset) page ON true
            LEFT JOIN products p ON p.id = page.id LEFT JOIN categories c ON c.id = p.category_id
            ORDER BY page.id
            """;
    }

    /// <summary>A page of what a text as people write it finds, the best first; what they exclude does not count for the rank.</summary>
    public static string Words(ProductSearch search) => Ranked(search, "websearch_to_tsquery");

    /// <summary>The same for a text in the syntax of <c>to_tsquery</c>.</summary>
    public static string Query(ProductSearch search) => Ranked(search, "to_tsquery");

    // A text that only excludes finds nothing: no index helps it. Where more match than are ranked, those with the words in their
    // name are, and others only when these are too few. The total is one more than the maximum when there is more. The sub-selects
    // give every execution the same plan, so that it is made once: planning would take as long as finding.
    //
    // Which of both is looked for first changes the time only. When each of the words stands in many names, as those of a full name
    // do among a million products, the names alone are often enough, and what matches somewhere need not be gathered.
    private static string Ranked(ProductSearch search, string parse)
    {
        var inCategory = search.Category is null ? "" : $" AND p.category_id = {CategoryId}";
        var common = search.Category is null
            ? $"SELECT count(*) = count(w.products) AND coalesce(min(w.products), 0) > {Common} AS yes FROM words_of(@text) AS word LEFT JOIN product_words w USING (word)"
            : "SELECT false AS yes";
        return $"""
            WITH asked AS MATERIALIZED (SELECT words, querytree(words) AS indexable FROM {parse}('english', @text) AS words),
            question AS MATERIALIZED (SELECT words, indexable::tsquery AS wanted FROM asked WHERE indexable NOT IN ('', 'T')),
            common AS MATERIALIZED ({common}),
            named_first AS MATERIALIZED ({Named("(SELECT yes FROM common)")}),
            early AS MATERIALIZED (
                SELECT p.id, p.search FROM products p
                WHERE (SELECT count(*) FROM named_first) <= {MaxRanked} AND p.search @@ {Question}{inCategory} LIMIT {MaxRanked + 1}),
            named_then AS MATERIALIZED ({Named($"NOT (SELECT yes FROM common) AND (SELECT count(*) FROM early) > {MaxRanked}")}),
            named AS MATERIALIZED (SELECT id, search FROM named_first UNION ALL SELECT id, search FROM named_then),
            found AS (
                SELECT id, search FROM named
                UNION ALL (SELECT id, search FROM early WHERE id NOT IN (SELECT id FROM named) LIMIT (SELECT {MaxRanked + 1} - count(*) FROM named))),
            ranked AS MATERIALIZED (SELECT id, ts_rank(search, (SELECT wanted FROM question)) AS rank FROM found)
            SELECT t.total, p.id, p.name, c.slug, p.price FROM (SELECT count(*) AS total FROM ranked) t
            LEFT JOIN (SELECT id, rank FROM ranked ORDER BY rank DESC, id
                LIMIT (SELECT greatest(0, least(@size, {MaxRanked} - @offset))) OFFSET (SELECT @offset)) page ON true
            LEFT JOIN products p ON p.id = page.id LEFT JOIN categories c ON c.id = p.category_id
            ORDER BY page.rank DESC, page.id
            """;

        string Named(string when) =>
            $"""
            SELECT p.id, p.search FROM products p
                WHERE {when} AND to_tsvector('english', p.name) @@ {Question} AND (p.search @@ {Question}) IS TRUE{inCategory}
                LIMIT {MaxRanked + 1}
            """;
    }
}
