namespace Platform.AppHost.Report;

/// <summary>
/// Finds the steps that made a start as long as it was. It begins at the resource that was ready last and goes back along the
/// wait edges, each time to the dependency that was there last. The steps follow each other without a gap, so that they add
/// up to the time of the whole start.
/// </summary>
internal static class CriticalChain
{
    /// <param name="times">The times of each resource, by name.</param>
    /// <param name="waits">For each resource, those it waits for and the time at which each was what it waited for.</param>
    public static IReadOnlyList<ChainStep> Find(
        IReadOnlyDictionary<string, ResourceTimes> times, Func<string, IEnumerable<(string Name, double At)>> waits)
    {
        var steps = new Stack<ChainStep>();
        var current = times.Values.Where(t => t.Ready is not null).MaxBy(t => t.Ready);
        var end = current?.Ready ?? 0;
        var seen = new HashSet<string>();
        while (current is not null && seen.Add(current.Name))
        {
            var running = Math.Min(current.Running ?? end, end);
            var released = Math.Min(current.Released ?? running, running);
            Push(current.Name, current.Running is null ? "ready" : "becoming ready", running, ref end);
            Push(current.Name, "starting", released, ref end);

            var limit = end;
            var last = waits(current.Name).Where(wait => wait.At <= limit + Tolerance).OrderBy(wait => wait.At).LastOrDefault();
            if (last.Name is null || !times.TryGetValue(last.Name, out var dependency))
            {
                break;
            }

            // From the moment the dependency was there until the resource was let go.
            Push(current.Name, "noticing that it may start", Math.Min(last.At, end), ref end);
            current = dependency;
        }

        Push("", "AppHost and engine", 0, ref end);
        return [.. steps];

        void Push(string resource, string what, double from, ref double until)
        {
            if (until - from > 0)
            {
                steps.Push(new ChainStep(resource, what, until - from));
            }

            until = from;
        }
    }

    // Two observers may see one change in either order.
    private const double Tolerance = 0.05;
}
