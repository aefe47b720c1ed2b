using System.Globalization;
using Platform.AppHost.Commands.Logs;
using Platform.AppHost.State;

namespace Platform.AppHost.Commands.Verbs;

/// <summary>Reading the log files, also of an environment that no longer runs.</summary>
internal static class LogVerbs
{
    private const int DefaultTail = 200;

    public static IReadOnlyList<Verb> All { get; } =
    [
        new("logs", "[--service <name>] [--level <level>] [--correlation <id>] [--tail <n>] [--follow]", "Shows the services' logs.", ShowAsync),
    ];

    private static async Task<int> ShowAsync(VerbArguments arguments, CancellationToken cancellationToken)
    {
        var filter = new LogFilter(
            arguments.Option("--service"),
            arguments.Option("--level") is { } level ? LogFilter.ParseLevel(level) : LogEntryLevel.Verbose,
            arguments.Option("--correlation"));
        var tail = arguments.Option("--tail") is { } text ? ParseTail(text) : DefaultTail;
        var follow = arguments.Flag("--follow");
        arguments.End();

        var logs = new LogFolder(Path.Combine(Clone.StatePath, "logs"));
        var format = new LogText(inColour: !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "");
        foreach (var entry in logs.ReadLast(filter, tail))
        {
            Console.WriteLine(format.Format(entry));
        }

        try
        {
            await foreach (var entry in follow ? logs.FollowAsync(filter, cancellationToken) : AsyncEnumerable.Empty<LogEntry>())
            {
                Console.WriteLine(format.Format(entry));
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how following ends.
        }

        return 0;
    }

    private static int ParseTail(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var lines) && lines > 0
        ? lines
        : throw new PlatformException($"--tail is '{text}'. Use a number of lines, 1 or more.");
}
