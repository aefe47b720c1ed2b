using System.Text;

namespace Platform.AppHost.Report;

/// <summary>Tells why a resource is not running.</summary>
internal static class ResourceFailure
{
    private const int LogLines = 10;
    private const int ErrorLines = 5;

    // 128 + TERM, INT or KILL: somebody stopped it.
    private static readonly int[] StoppedCodes = [130, 143];

    /// <summary>Whether a resource failed to start, or ended by itself with an error.</summary>
    public static bool IsFailure(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text == KnownResourceStates.FailedToStart
        || (KnownResourceStates.TerminalStates.Contains(snapshot.State?.Text) && snapshot.ExitCode is { } code and not 0 && !StoppedCodes.Contains(code));

    public static async Task<string> DescribeAsync(ResourceEvent change, ResourceLoggerService logs, bool isRequired)
    {
        var name = change.Resource.Name;
        var text = new StringBuilder();
        text.Append(change.Snapshot.ExitCode is { } code ? $"{name} ended with exit code {code}" : $"{name} failed to start");
        text.AppendLine(isRequired
            ? ". The environment is not complete without it; the other resources stay up. Start it again from the dashboard when the cause is removed."
            : ". The other resources stay up.");
        foreach (var line in await LastLinesAsync(change.ResourceId, logs))
        {
            text.AppendLine($"  {name} | {line}");
        }

        return text.ToString();
    }

    private static async Task<IReadOnlyList<string>> LastLinesAsync(string resourceId, ResourceLoggerService logs)
    {
        var last = new Queue<string>();
        var errors = new Queue<string>();
        await foreach (var batch in logs.GetAllAsync(resourceId))
        {
            foreach (var line in batch)
            {
                var text = LogText.WithoutTimestamp(line.Content);
                Add(last, text, LogLines);
                if (line.IsErrorMessage)
                {
                    Add(errors, text, ErrorLines);
                }
            }
        }

        // The two streams of a container come apart: what was said last need not say why.
        return [.. errors.Except(last), .. last];
    }

    private static void Add(Queue<string> lines, string line, int most)
    {
        lines.Enqueue(line);
        if (lines.Count > most)
        {
            lines.Dequeue();
        }
    }
}
