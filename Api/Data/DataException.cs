namespace Platform.Api.Data;

/// <summary>A problem with the database's content that the user can do something about; its message says what.</summary>
internal sealed class DataException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Throws when there are problems, with each on a line of its own.</summary>
    public static void ThrowIfAny(string title, IEnumerable<string> problems)
    {
        if (problems.ToArray() is { Length: > 0 } found)
        {
            throw new DataException($"{title}:{Environment.NewLine}  {string.Join($"{Environment.NewLine}  ", found)}");
        }
    }
}
