using System.Text.RegularExpressions;
using Npgsql;

namespace Platform.Api.Catalogue;

/// <summary>
/// Finds what was meant by a text that finds nothing: for each of its words those of the product names that are one or two letters
/// away from it, hold it, or together make it. PostgreSQL's trigrams tell which words are worth a look.
/// </summary>
internal sealed partial class Spelling(NpgsqlDataSource database)
{
    /// <summary>The known words that share trigrams with each of @words; null for a word that resembles none.</summary>
    internal const string SimilarSql =
        """
        SELECT asked.number::integer, known.word
        FROM unnest(@words) WITH ORDINALITY AS asked (word, number)
        LEFT JOIN LATERAL (
            SELECT w.word FROM product_words w WHERE w.word % asked.word AND w.products > 0
            ORDER BY similarity(w.word, asked.word) DESC, w.products DESC, w.word LIMIT 50) known ON true
        WHERE to_tsvector('english', asked.word) <> ''
        """;

    private const string Settings = "SELECT set_config('pg_trgm.similarity_threshold', '0.1', true)";

    private const int MaxWords = 8;

    private const int MaxAlternatives = 8;

    /// <summary>The text as it was probably meant, in the syntax of <c>to_tsquery</c>; null when that cannot be told.</summary>
    public async Task<string?> CorrectAsync(string text, CancellationToken cancellationToken)
    {
        var words = WordsOf(text);
        if (words.Length is 0 or > MaxWords)
        {
            return null;
        }

        // Both in one round trip, which is one transaction: the setting holds for this statement only.
        await using var command = database.CreateCommand($"{Settings}; {SimilarSql}");
        command.Parameters.Add(new("words", words));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        List<(string Asked, string? Known)> similar = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            similar.Add((words[reader.GetInt32(0) - 1], reader.IsDBNull(1) ? null : reader.GetString(1)));
        }

        return Correct(similar.ToLookup(pair => pair.Asked, pair => pair.Known)) is { } meant
            ? string.Join(" & ", ExcludedBy(text).Prepend(meant))
            : null;
    }

    /// <summary>
    /// Joins what each word may mean. A word that means nothing is left out as long as half of them mean something; null when fewer do,
    /// or when all of them are right.
    /// </summary>
    /// <param name="similar">By word, the known ones that resemble it, the most similar first; null for none.</param>
    internal static string? Correct(ILookup<string, string?> similar)
    {
        var understood = similar
            .Select(word => (Asked: word.Key, IsKnown: word.Contains(word.Key), Meant: MeaningsOf(word.Key, [.. word.OfType<string>()])))
            .Where(word => word.IsKnown || word.Meant.Length > 0)
            .ToArray();
        return understood.Length * 2 < similar.Count || understood.Count(word => word.IsKnown) == similar.Count
            ? null
            : string.Join(" & ", understood.Select(word => $"({string.Join(" | ", word.Meant.Prepend(Quote(word.Asked)))})"));
    }

    /// <summary>The least number of letters to add, leave out, change or swap with their neighbour that makes one word of the other.</summary>
    internal static int Distance(string from, string to)
    {
        // Optimal string alignment, row by row; two rows back is where a swap comes from.
        int[] before = new int[to.Length + 1], last = [.. Enumerable.Range(0, to.Length + 1)], row = new int[to.Length + 1];
        for (var i = 1; i <= from.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                row[j] = Math.Min(Math.Min(last[j], row[j - 1]) + 1, last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[to.Length];
    }

    private static string[] MeaningsOf(string asked, string[] known)
    {
        if (known.Contains(asked))
        {
            return [];
        }

        var allowed = asked.Length < 3 ? 0 : asked.Length < 6 ? 1 : 2;
        var near = known.Select(word => (Word: word, Distance: Distance(asked, word))).Where(word => word.Distance <= allowed).ToArray();
        var holding = known.Where(word => asked.Length >= 3 && word.Contains(asked, StringComparison.Ordinal)).Select(Quote).ToArray();
        var best = near.Select(word => word.Distance).DefaultIfEmpty().Min();

        // Half a word is more likely than two mistakes in another.
        var nearest = near.Where(word => word.Distance == best && (best == 1 || holding.Length == 0)).Select(word => Quote(word.Word));
        var joined =
            from first in known
            where asked.StartsWith(first, StringComparison.Ordinal)
            from second in known
            where first.Length + second.Length == asked.Length && asked.EndsWith(second, StringComparison.Ordinal)
            select $"({Quote(first)} & {Quote(second)})";
        return [.. nearest.Concat(holding).Concat(joined).Distinct().Take(MaxAlternatives)];
    }

    private static string[] WordsOf(string text) =>
        [.. Word().Matches(Excluded().Replace(text, " ")).Select(match => match.Value).Where(word => word is not "or").Distinct()];

    // What was left out on purpose (-oak, -"desk lamp") stays left out.
    private static IEnumerable<string> ExcludedBy(string text) =>
        from part in Excluded().Matches(text)
        let words = Word().Matches(part.Value).Select(match => Quote(match.Value)).ToArray()
        where words.Length > 0
        select $"!({string.Join(" <-> ", words)})";

    private static string Quote(string word) => $"'{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";

    [GeneratedRegex("""(?<!\S)-("[^"]*"?|\S+)""")]
    private static partial Regex Excluded();

    [GeneratedRegex(@"[\p{L}\p{Nd}]+")]
    private static partial Regex Word();
}
