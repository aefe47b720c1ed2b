namespace Platform.Api.Http;

/// <summary>Which page of a list, and how many entries are on it.</summary>
internal readonly record struct Paging(int Page, int Size)
{
    public const int DefaultSize = 20;
    public const int MaxSize = 100;
    public const int MaxPage = 10_000;

    public int Offset => (Page - 1) * Size;

    /// <summary>Checks the query's values. Returns every problem by name; empty when they are right.</summary>
    public static Dictionary<string, string[]> Parse(int? page, int? size, out Paging paging)
    {
        Dictionary<string, string[]> problems = [];
        if (page is < 1 or > MaxPage)
        {
            problems["page"] = [$"is {page}; it must be from 1 to {MaxPage}"];
        }

        if (size is < 1 or > MaxSize)
        {
            problems["size"] = [$"is {size}; it must be from 1 to {MaxSize}"];
        }

        paging = new(page ?? 1, size ?? DefaultSize);
        return problems;
    }
}
