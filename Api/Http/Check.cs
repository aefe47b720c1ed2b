namespace Platform.Api.Http;

/// <summary>Collects what is wrong with a request, by the name of the value.</summary>
internal static class Check
{
    public static void That(Dictionary<string, string[]> problems, string name, bool right, string problem)
    {
        if (!right)
        {
            problems[name] = [problem];
        }
    }

    public static void Text(Dictionary<string, string[]> problems, string name, string? text, int least, int most) => That(
        problems, name, text is not null && text.Trim().Length >= least && text.Length <= most && CanBeStored(text),
        $"must have {least} to {most} characters, none of them U+0000");

    /// <summary>PostgreSQL's text holds every character but U+0000.</summary>
    public static bool CanBeStored(string text) => !text.Contains('\0', StringComparison.Ordinal);
}
