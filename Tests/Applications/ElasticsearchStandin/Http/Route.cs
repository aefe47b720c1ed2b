namespace Platform.ElasticsearchStandin.Http;

/// <summary>A path, the methods it has, the parameters it knows, and what it does.</summary>
internal sealed record Route(string[] Methods, string Template, string[] Parameters, Func<Call, Task<object?>> Handle)
{
    /// <summary>The values of the template's names, or null when the path is another.</summary>
    public string[]? Match(string path)
    {
        var names = Template.Split('/');
        var parts = path.Split('/');
        if (names.Length != parts.Length)
        {
            return null;
        }

        var values = new List<string>();
        for (var i = 0; i < names.Length; i++)
        {
            if (names[i].StartsWith('{') && parts[i].Length > 0 && (!parts[i].StartsWith('_') || parts[i] == "_all"))
            {
                values.Add(Uri.UnescapeDataString(parts[i]));
            }
            else if (names[i] != parts[i])
            {
                return null;
            }
        }

        return [.. values];
    }
}
