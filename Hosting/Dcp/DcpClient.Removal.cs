namespace Platform.Hosting.Dcp;

internal sealed partial class DcpClient
{
    /// <summary>The annotation that is changed to have the engine look at an object; its value means nothing.</summary>
    public const string NudgeAnnotation = "platform-nudge";

    // With the pauses between them more than the half second that the engine takes by itself.
    private const int MaxNudges = 16;

    private static Backoff ForRemovals => new(TimeSpan.FromMilliseconds(4), TimeSpan.FromMilliseconds(40));

    private static Backoff ForContainers => new(TimeSpan.FromMilliseconds(80), TimeSpan.FromMilliseconds(400));

    /// <summary>
    /// Deletes an executable and returns once its processes are gone. The engine sends SIGTERM to the first of them, and SIGKILL to
    /// all of them 6 s later; those that the first one leaves behind get their SIGTERM from us. The object itself stays half a
    /// second longer, for the engine gathers changes for that long before it looks at them; nothing depends on it.
    /// </summary>
    public async Task RemoveExecutableAsync(string name, CancellationToken cancellationToken = default)
    {
        if (await FindAsync<Executable>(name, cancellationToken) is { } executable)
        {
            await RemoveAsync(executable, cancellationToken);
        }
    }

    /// <summary>Ends an executable's processes as <see cref="RemoveExecutableAsync"/> does, and keeps the object with its logs.</summary>
    public async Task StopExecutableAsync(string name, CancellationToken cancellationToken = default)
    {
        if (await FindAsync<Executable>(name, cancellationToken) is not { } executable)
        {
            return;
        }

        var processes = ProcessesOf(executable);
        await PatchAsync<Executable>(name, """{"spec":{"stop":true}}""", cancellationToken);
        await WaitForEndAsync(executable, processes, cancellationToken);
    }

    /// <summary>
    /// Has the engine look at an executable again and again until something that it will report has come. When a process ends the
    /// engine gathers changes for half a second before it looks; any change to the object makes it look at once, and see them all.
    /// </summary>
    public async Task HurryExecutableAsync(string name, Task reported, CancellationToken cancellationToken = default)
    {
        var pause = ForRemovals;
        for (var time = 1; !reported.IsCompleted && time <= MaxNudges; time++)
        {
            if (!await TryNudgeAsync<Executable>(name, time, cancellationToken))
            {
                return;
            }

            await Task.WhenAny(reported, pause.WaitAsync(cancellationToken));
        }
    }

    /// <summary>
    /// The same for a container, until what is waited for has come: Docker or Podman may take any time, and the engine half a
    /// second more to look at what they have done.
    /// </summary>
    public async Task HurryContainerAsync(string name, Task reported, CancellationToken cancellationToken = default)
    {
        var pause = ForContainers;
        for (var time = 1; !reported.IsCompleted; time++)
        {
            await Task.WhenAny(reported, pause.WaitAsync(cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            if (reported.IsCompleted || !await TryNudgeAsync<Container>(name, time, cancellationToken))
            {
                return;
            }
        }
    }

    /// <summary>Deletes every executable; returns once all their processes are gone.</summary>
    public async Task RemoveExecutablesAsync(CancellationToken cancellationToken = default) =>
        await Task.WhenAll((await ListAsync<Executable>(cancellationToken)).Select(e => RemoveAsync(e, cancellationToken)));

    /// <summary>Deletes every object of a kind; returns once all are gone.</summary>
    public async Task RemoveAllAsync<T>(CancellationToken cancellationToken = default)
        where T : DcpObject, IDcpKind<T>
    {
        var pause = ForRemovals;
        while (await ListAsync<T>(cancellationToken) is { Count: > 0 } left)
        {
            await Task.WhenAll(left
                .Where(o => o.Metadata.DeletionTimestamp is null)
                .Select(o => DeleteAsync<T>(o.Metadata.Name, cancellationToken)));
            await pause.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Has the engine look at a container.</summary>
    public Task NudgeContainerAsync(string name, CancellationToken cancellationToken = default) =>
        TryNudgeAsync<Container>(name, Environment.TickCount, cancellationToken);

    /// <summary>The object; null when there is none.</summary>
    public async Task<T?> FindAsync<T>(string name, CancellationToken cancellationToken = default)
        where T : DcpObject, IDcpKind<T>
    {
        try
        {
            return await GetAsync<T>(name, cancellationToken);
        }
        catch (DcpApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>False when the object is gone, or the engine is busy with it: the report comes by itself.</summary>
    private async Task<bool> TryNudgeAsync<T>(string name, int time, CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind<T>
    {
        try
        {
            await PatchAsync<T>(name, $$"""{ "metadata": { "annotations": { "{{NudgeAnnotation}}": "{{time}}" } } }""", cancellationToken);
            return true;
        }
        catch (DcpApiException)
        {
            return false;
        }
    }

    private static ProcessTree? ProcessesOf(Executable executable) =>
        executable.Status is { Pid: { } pid, FinishTimestamp: null } ? ProcessTree.Of((int)pid) : null;

    private async Task RemoveAsync(Executable executable, CancellationToken cancellationToken)
    {
        // Taken before: once the first process is gone its children belong to nobody.
        var processes = ProcessesOf(executable);
        if (await DeleteAsync<Executable>(executable.Metadata.Name, cancellationToken))
        {
            await WaitForEndAsync(executable, processes, cancellationToken);
        }
    }

    private async Task WaitForEndAsync(Executable executable, ProcessTree? processes, CancellationToken cancellationToken)
    {
        var pause = ForRemovals;
        while (true)
        {
            if (processes is not null && !OperatingSystem.IsWindows())
            {
                if (!processes.IsRunning)
                {
                    return;
                }

                processes.TerminateOrphans();
            }
            else
            {
                // Not started yet when last seen: it may still start before the engine sees the request.
                var current = await FindAsync<Executable>(executable.Metadata.Name, cancellationToken);
                if (current is null || current.Metadata.Uid != executable.Metadata.Uid || ExecutableState.IsTerminal(current.Status?.State))
                {
                    return;
                }

                processes = ProcessesOf(current);
            }

            await pause.WaitAsync(cancellationToken);
        }
    }
}
