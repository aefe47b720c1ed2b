namespace Platform.AppHost.Faults;

/// <summary>Where the server's process is not the one that was started for the resource, but one below it.</summary>
/// <param name="FindPid">Its number now; null when it does not run.</param>
internal sealed record ServerProcessAnnotation(Func<int?> FindPid) : IResourceAnnotation;
