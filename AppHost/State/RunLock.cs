namespace Platform.AppHost.State;

/// <summary>
/// Lets one copy of a clone run at a time. The lock is the operating system's and goes with the process, however it ends;
/// <c>run.json</c> beside it tells who holds it and stays behind only when the process was killed.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private readonly FileStream handle;
    private readonly string infoPath;

    private RunLock(FileStream handle, string infoPath)
    {
        this.handle = handle;
        this.infoPath = infoPath;
        Abandoned = TryReadInfo(infoPath);
    }

    /// <summary>The copy that ran before and was killed, or null. What it started may take seconds to end.</summary>
    public RunInfo? Abandoned { get; }

    /// <exception cref="PlatformException">Another copy runs.</exception>
    public static RunLock Acquire(StateFolder state)
    {
        var path = state.File("run.lock");
        var infoPath = InfoPath(state);
        try
        {
            return new RunLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), infoPath);
        }
        catch (IOException) when (File.Exists(path))
        {
            var who = TryReadInfo(infoPath) is { IsAlive: true } running ? $" (pid {running.Pid}, {running.Url})" : " (it has just started)";
            throw new PlatformException($"This clone already runs{who}. Use that one, or stop it with Ctrl-C where it was started. Clone: {Path.GetDirectoryName(state.Path)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException($"{path} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>The copy that runs now with a state folder, or null.</summary>
    public static RunInfo? Running(string stateFolder) =>
        TryReadInfo(Path.Combine(stateFolder, "run.json")) is { IsAlive: true } running ? running : null;

    public void Publish(RunInfo info) => StateFile.Write(infoPath, info, StateJson.Default.RunInfo);

    public void Dispose()
    {
        File.Delete(infoPath);
        handle.Dispose();
    }

    private static string InfoPath(StateFolder state) => state.File("run.json");

    private static RunInfo? TryReadInfo(string path)
    {
        try
        {
            return StateFile.Read(path, StateJson.Default.RunInfo);
        }
        catch (PlatformException)
        {
            return null;
        }
    }
}
