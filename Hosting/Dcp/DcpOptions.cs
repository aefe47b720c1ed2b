namespace Platform.Hosting.Dcp;

/// <summary>How the engine is started and stopped.</summary>
internal sealed record DcpOptions
{
    /// <summary>The engine's executable, as <see cref="EngineLocator"/> found it.</summary>
    public required string DcpPath { get; init; }

    /// <summary>docker or podman; missing: the engine picks the one that answers.</summary>
    public string? ContainerRuntime { get; init; }

    /// <summary>The process whose end makes the engine clean up and end itself; by default this one.</summary>
    public int MonitoredProcessId { get; init; } = Environment.ProcessId;

    /// <summary>How often the engine looks for that process, in seconds.</summary>
    public int MonitorIntervalSeconds { get; init; } = 1;

    /// <summary>Called with the category of each warning and error that the engine logs.</summary>
    public Action<string>? ProblemLogged { get; init; }

    /// <summary>How long it may take until its API answers: 0.2 s on a quiet machine, and half a minute has been seen on a busy one.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a stop may wait for objects that are still there before the engine is told to do it alone.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where the engine writes diagnostics, with <see cref="DiagnosticsLogLevel"/>.</summary>
    public string? DiagnosticsLogFolder { get; init; }

    public string? DiagnosticsLogLevel { get; init; }
}
