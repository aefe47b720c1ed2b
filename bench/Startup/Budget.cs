namespace Platform.Bench;

/// <summary>What is measured, with its limit.</summary>
internal sealed record Budget(string Name, double Limit, string Unit)
{
    public static readonly Budget Ready = new("All required resources healthy, after the AppHost process starts", 2.0, "s");
    public static readonly Budget Dashboard = new("Dashboard answers, after the AppHost process starts", 1.5, "s");
    public static readonly Budget Stopped = new("Nothing left, after SIGTERM", 1.0, "s");
    public static readonly Budget Memory = new("AppHost resident memory, ready", 90, "MiB");
    public static readonly Budget TestingUsable = new("Testing host: everything usable, after CreateAsync", 1.5, "s");
    public static readonly Budget TestingDisposed = new("Testing host: disposed", 0.5, "s");

    public static readonly IReadOnlyList<Budget> All = [Ready, Dashboard, Stopped, TestingUsable, TestingDisposed, Memory];
}
