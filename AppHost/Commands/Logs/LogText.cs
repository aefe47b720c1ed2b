using System.Globalization;

namespace Platform.AppHost.Commands.Logs;

/// <summary>Entries as people read them: a line each, an exception indented below.</summary>
internal sealed class LogText(bool inColour)
{
    private const string Reset = "\e[0m", Dim = "\e[2m";

    public string Format(LogEntry entry)
    {
        var time = entry.Time.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        var correlation = entry.CorrelationId is null ? "" : Colour(Dim, $"  [{entry.CorrelationId}]");
        var exception = entry.Exception is null ? "" : $"\n    {entry.Exception.TrimEnd().ReplaceLineEndings("\n    ")}";
        return $"{Colour(Dim, time)} {Colour(ColourOf(entry.Level), $"{entry.Level,-11}")} {entry.Service}: {entry.Message.ReplaceLineEndings("\n    ")}{correlation}{exception}";
    }

    private string Colour(string colour, string text) => inColour ? $"{colour}{text}{Reset}" : text;

    private static string ColourOf(LogEntryLevel level) => level switch
    {
        LogEntryLevel.Error or LogEntryLevel.Fatal => "\e[31m",
        LogEntryLevel.Warning => "\e[33m",
        LogEntryLevel.Information => "\e[32m",
        _ => Dim,
    };
}
