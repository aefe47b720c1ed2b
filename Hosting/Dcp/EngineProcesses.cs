namespace Platform.Hosting.Dcp;

/// <summary>
/// The processes of one run of the engine, found by their command lines, for the engine detaches itself and nobody tells us its
/// pids. On Windows nothing is found, and the engine is asked to end itself instead.
/// </summary>
/// <param name="Engine">The API server and the controllers.</param>
/// <param name="Monitors">They guard one workload each, and look for its end only every 2 s.</param>
/// <param name="Others">What else the controllers started, and what that started: workloads and container clients.</param>
internal sealed record EngineProcesses(
    IReadOnlyList<ProcessInfo> Engine,
    IReadOnlyList<ProcessInfo> Monitors,
    IReadOnlyList<ProcessInfo> Others)
{
    /// <summary>The run with this kubeconfig.</summary>
    public static EngineProcesses Find(string kubeconfig)
    {
        var table = ProcessTable.Read();
        var engine = table.Where(p => ValueOf(p, "--kubeconfig") == kubeconfig).ToList();

        // Each part of the engine leads a session of its own, which survives in whatever it started.
        var sessions = engine.Select(p => p.Pid).ToHashSet();
        var started = table.Where(p => sessions.Contains(p.Session)).Except(engine).ToLookup(IsMonitor);
        return new(engine, [.. started[true]], [.. started[false]]);
    }

    /// <summary>The controllers remove this socket when they end by themselves.</summary>
    public IEnumerable<string> NotificationSockets => Engine.Select(p => ValueOf(p, "--notification-socket")).OfType<string>();

    private static bool IsMonitor(ProcessInfo process) => process.Arguments.Any(a => a is "monitor-process" or "monitor-container");

    private static string? ValueOf(ProcessInfo process, string option)
    {
        var arguments = process.Arguments;
        for (var i = 0; i < arguments.Count - 1; i++)
        {
            if (arguments[i] == option)
            {
                return arguments[i + 1];
            }
        }

        return null;
    }
}
