namespace Platform.AppHost.Snapshots;

/// <summary>A program that can hold what comes while data is copied or replaced, in place of being stopped; see ServiceDefaults/Pausing.</summary>
/// <param name="Address">Where its own port is, not a relay's.</param>
/// <param name="Key">What it was given to know the AppHost by.</param>
internal sealed record PausableAnnotation(Uri Address, string Key) : IResourceAnnotation;
