namespace Platform.AppHost;

/// <summary>Whoever started this in a terminal.</summary>
internal static class Terminal
{
    /// <summary>Asks a question that is answered with yes or no.</summary>
    /// <returns>Null when nobody is there to answer.</returns>
    public static bool? Ask(string question)
    {
        if (Console.IsInputRedirected || Console.IsErrorRedirected)
        {
            return null;
        }

        Console.Error.Write($"{question} [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
