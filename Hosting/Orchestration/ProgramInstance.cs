using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Orchestration;

/// <summary>One copy of a program or container, and the engine's object of its current run.</summary>
internal sealed class ProgramInstance(IResource resource, string id)
{
    private TaskCompletionSource _gone = Completed();
    private TaskCompletionSource _ended = Completed();
    private TaskCompletionSource _settled = Completed();
    private string? _endedUid;
    private string? _containerState;
    private int _runs;

    public IResource Resource { get; } = resource;

    /// <summary>Whether the engine's object is a container rather than a process.</summary>
    public bool IsContainer { get; } = resource is ContainerResource || resource.IsContainerImage();

    /// <summary>Id under which the copy publishes its state.</summary>
    public string Id { get; } = id;

    /// <summary>
    /// Name of the engine's object. Each run of a process has its own: the engine keeps its notes on a process by the object's name,
    /// and may still be busy with the object that was removed when the next one comes. A container is found again by its name.
    /// </summary>
    public string ObjectName { get; private set; } = id;

    /// <summary>Starts and stops of one copy exclude each other.</summary>
    public SemaphoreSlim Operations { get; } = new(1, 1);

    /// <summary>Completes when the engine has no object for the copy.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Completes when the process has ended, or was never started.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The secrets among the arguments of the current run, by position.</summary>
    public IReadOnlyList<bool> ArgumentIsSecret { get; set; } = [];

    /// <summary>Whether the current run's output has been announced to those who watch the log.</summary>
    public bool IsRunAnnounced { get; set; }

    /// <summary>It was told to stop. Reports from before may still be on their way and say that it runs.</summary>
    public bool IsStopping { get; set; }

    /// <summary>Docker or Podman has stopped; the engine does not notice and goes on to call the container running.</summary>
    public bool IsEngineLost { get; set; }

    public void OnCreating()
    {
        if (!IsContainer && ++_runs > 1)
        {
            ObjectName = string.Create(CultureInfo.InvariantCulture, $"{Id}-{_runs}");
        }

        IsEngineLost = false;
        IsRunAnnounced = false;
        ProcessId = null;
        ContainerState = null;
        IsStopping = false;
        _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Completes when the current run of a container is no longer being prepared.</summary>
    public Task Settled => _settled.Task;

    /// <summary>The engine's last word on the current run of a container.</summary>
    public string? ContainerState
    {
        get => _containerState;
        set
        {
            _containerState = value;
            if (value is not (null or "" or Dcp.ContainerState.Pending or Dcp.ContainerState.Building or Dcp.ContainerState.Starting))
            {
                _settled.TrySetResult();
            }
        }
    }

    /// <summary>Whether Docker or Podman has a container for the current run.</summary>
    public bool HasContainer => ContainerState is Dcp.ContainerState.Running or Dcp.ContainerState.Paused or Dcp.ContainerState.Exited or Dcp.ContainerState.Stopping;

    /// <summary>Process id of the current run.</summary>
    public int? ProcessId { get; set; }

    /// <summary>Ends the process without warning.</summary>
    public void Kill()
    {
        if (ProcessId is not int id)
        {
            return;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    public void OnEnded(string? uid = null)
    {
        _endedUid = uid;
        _ended.TrySetResult();
    }

    /// <summary>
    /// Whether the end of this object of the engine has been seen. What the engine still reports of it, while it is removed
    /// for the next start, must not take the place of that start's state.
    /// </summary>
    public bool HasEnded(string? uid) => uid is not null && uid == _endedUid;

    public void OnGone()
    {
        _settled.TrySetResult();
        _ended.TrySetResult();
        _gone.TrySetResult();
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
