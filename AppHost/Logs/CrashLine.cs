using Platform.AppHost.Commands.Logs;

namespace Platform.AppHost.Logs;

/// <summary>What the .NET runtime prints when it ends a program, to the standard error alone.</summary>
internal static class CrashLine
{
    private static readonly string[] Beginnings = ["Unhandled exception. ", "Process terminated.", "Stack overflow.", "Fatal error."];

    // Unhandled exception. System.InvalidOperationException: No room.
    //    at Shop.Orders...
    public static ConsoleLine? TryParse(string text, DateTime time) =>
        Beginnings.FirstOrDefault(beginning => text.StartsWith(beginning, StringComparison.Ordinal)) is { } beginning
            ? new(time, LogEntryLevel.Error, text) { Exception = beginning.EndsWith(' ') ? text[beginning.Length..] : text, IsCrash = true }
            : null;
}
