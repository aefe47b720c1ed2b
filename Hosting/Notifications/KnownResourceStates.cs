namespace Aspire.Hosting.ApplicationModel;

/// <summary>States that a resource commonly has.</summary>
public static class KnownResourceStates
{
    /// <summary>Not shown. Superseded by <see cref="CustomResourceSnapshot.IsHidden"/>.</summary>
    [Obsolete("Use CustomResourceSnapshot.IsHidden instead.")]
    public static readonly string Hidden = nameof(Hidden);

    /// <summary>On its way to running.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>Running.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>Could not be started.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>What it runs on (the container engine, for example) is not usable.</summary>
    public static readonly string RuntimeUnhealthy = nameof(RuntimeUnhealthy);

    /// <summary>On its way to being stopped.</summary>
    public static readonly string Stopping = nameof(Stopping);

    /// <summary>Ended, or was stopped.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>Ran to completion.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>Waits for other resources.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>Not started; somebody has to start it.</summary>
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>Being built.</summary>
    public static readonly string Building = nameof(Building);

    /// <summary>A parameter without a value.</summary>
    public static readonly string ValueMissing = nameof(ValueMissing);

    /// <summary>In effect, without a process of its own.</summary>
    public static readonly string Active = nameof(Active);

    /// <summary>States in which a resource has ended.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];

    /// <summary>States in which a resource can be built again.</summary>
    public static readonly IReadOnlyList<string> BuildableStates = [Running, Waiting, Finished, FailedToStart, Exited];
}

/// <summary>Styles for <see cref="ResourceStateSnapshot.Style"/>.</summary>
public static class KnownResourceStateStyles
{
    /// <summary>All is well.</summary>
    public static readonly string Success = "success";

    /// <summary>Something failed.</summary>
    public static readonly string Error = "error";

    /// <summary>Worth knowing.</summary>
    public static readonly string Info = "info";

    /// <summary>Needs attention.</summary>
    public static readonly string Warn = "warning";
}
