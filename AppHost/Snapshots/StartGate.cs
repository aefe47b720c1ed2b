namespace Platform.AppHost.Snapshots;

/// <summary>
/// Keeps resources from starting while the data that they open is copied or replaced, whoever starts them: a person, or the
/// restart policy. A start that comes meanwhile goes on when the gate opens.
/// </summary>
internal sealed class StartGate
{
    private readonly Lock changing = new();
    private readonly HashSet<IResource> held = [];
    private HashSet<IResource> closedFor = [];
    private TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Close(IEnumerable<IResource> resources)
    {
        lock (changing)
        {
            closedFor = [.. resources];
        }
    }

    /// <summary>Lets everything start again.</summary>
    /// <returns>What is being started from now on because it was held back.</returns>
    public IReadOnlyCollection<IResource> Open()
    {
        lock (changing)
        {
            IResource[] released = [.. held];
            opened.SetResult();
            (closedFor, opened) = ([], new(TaskCreationOptions.RunContinuationsAsynchronously));
            return released;
        }
    }

    /// <summary>Waits until a resource may start.</summary>
    public async Task WaitAsync(IResource resource, CancellationToken cancellationToken)
    {
        while (Hold(resource) is { } open)
        {
            try
            {
                await open.WaitAsync(cancellationToken);
            }
            finally
            {
                lock (changing)
                {
                    held.Remove(resource);
                }
            }
        }
    }

    private Task? Hold(IResource resource)
    {
        lock (changing)
        {
            if (!closedFor.Contains(resource))
            {
                return null;
            }

            held.Add(resource);
            return opened.Task;
        }
    }
}
