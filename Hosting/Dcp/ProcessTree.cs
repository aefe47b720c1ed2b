namespace Platform.Hosting.Dcp;

/// <summary>
/// The processes of one workload: the one that the engine started, and what it had started itself when the tree was taken. On
/// Windows only the first is known.
/// </summary>
internal sealed class ProcessTree
{
    private readonly int _root;
    private readonly List<(int Pid, long Started)> _processes = [];
    private bool _orphansTold;

    private ProcessTree(int root) => _root = root;

    /// <summary>True while any of them runs.</summary>
    public bool IsRunning
    {
        get
        {
            _processes.RemoveAll(p => !ProcessTable.IsRunning(p.Pid, p.Started));
            return _processes.Count > 0;
        }
    }

    public static ProcessTree Of(int root)
    {
        var table = ProcessTable.Read();
        var children = table.ToLookup(p => p.Parent);
        var tree = new ProcessTree(root);
        tree._processes.Add((root, table.FirstOrDefault(p => p.Pid == root)?.Started ?? 0));
        for (var i = 0; i < tree._processes.Count; i++)
        {
            tree._processes.AddRange(children[tree._processes[i].Pid].Select(p => (p.Pid, p.Started)));
        }

        return tree;
    }

    /// <summary>
    /// Sends SIGTERM, once, to what the first process has left behind. The engine tells only the first one: the others would run
    /// on for 6 s and then be killed.
    /// </summary>
    public void TerminateOrphans()
    {
        if (_orphansTold || !IsRunning || _processes.Exists(p => p.Pid == _root))
        {
            return;
        }

        _orphansTold = true;
        foreach (var (pid, _) in _processes)
        {
            ProcessTable.Terminate(pid);
        }
    }
}
