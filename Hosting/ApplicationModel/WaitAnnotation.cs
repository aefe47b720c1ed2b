using System.Diagnostics;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a resource waits for.</summary>
public enum WaitType
{
    /// <summary>The other one runs and is healthy.</summary>
    WaitUntilHealthy = 0,

    /// <summary>The other one has ended with the expected exit code.</summary>
    WaitForCompletion = 1,

    /// <summary>The other one runs.</summary>
    WaitUntilStarted = 2,
}

/// <summary>What a wait does when the other resource cannot become available.</summary>
public enum WaitBehavior
{
    /// <summary>It goes on: somebody may start the other resource again.</summary>
    WaitOnResourceUnavailable = 0,

    /// <summary>It fails, and with it the start of the waiting resource.</summary>
    StopOnResourceUnavailable = 1,
}

/// <summary>The resource starts after another one.</summary>
[DebuggerDisplay("Type = {GetType().Name,nq}, Resource = {Resource.Name}")]
public sealed class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    /// <summary>The resource that is waited for.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>What is waited for.</summary>
    public WaitType WaitType { get; } = waitType;

    /// <summary>The exit code that <see cref="WaitType.WaitForCompletion"/> expects.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>What happens when the other resource cannot become available; the default of <c>ResourceNotificationServiceOptions</c> when not set.</summary>
    public WaitBehavior? WaitBehavior { get; init; }
}
