namespace Platform.AppHost.Processes;

/// <summary>
/// PostgreSQL refuses to run as root, as in many dev containers. A user namespace makes root look like an ordinary user to
/// the program, with no change to files, and it keeps the pid, so that signals arrive.
/// </summary>
internal static class OrdinaryUser
{
    private static bool IsNeeded => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;

    /// <summary>The command that runs a program as somebody who is not root.</summary>
    public static (string Program, string[] Arguments) Run(string program, params string[] arguments) => IsNeeded
        ? ("unshare", ["--user", "--map-user=1000", "--map-group=1000", "--", program, .. arguments])
        : (program, arguments);

    /// <summary>What to add to the error of a program run in this way.</summary>
    public static string Hint => IsNeeded
        ? " It was started as root through `unshare --user`; where user namespaces are not allowed, start the AppHost as an ordinary user."
        : "";
}
