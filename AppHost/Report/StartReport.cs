namespace Platform.AppHost.Report;

/// <summary>Where the time of a start went. All times are in seconds since the AppHost's process started.</summary>
/// <param name="Ready">When every required resource was ready.</param>
/// <param name="Resources">The times of each resource.</param>
/// <param name="CriticalChain">The steps that the start consisted of, one after another: shortening anything else gains nothing.</param>
internal sealed record StartReport(double Ready, IReadOnlyList<ResourceTimes> Resources, IReadOnlyList<ChainStep> CriticalChain);

/// <summary>The times of one resource, null for what did not happen.</summary>
/// <param name="Name">The resource.</param>
/// <param name="Begun">It was first heard of.</param>
/// <param name="Released">Everything that it waits for was there.</param>
/// <param name="Running">Its process ran.</param>
/// <param name="Ready">It was healthy, or had done its work and ended.</param>
internal sealed record ResourceTimes(string Name, double? Begun, double? Released, double? Running, double? Ready);

/// <summary>A step of the critical chain.</summary>
/// <param name="Resource">Whose step it is; empty for the AppHost itself.</param>
/// <param name="What">What happened.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record ChainStep(string Resource, string What, double Seconds);
