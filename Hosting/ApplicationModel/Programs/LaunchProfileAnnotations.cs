namespace Aspire.Hosting.ApplicationModel;

/// <summary>The project runs with this launch profile.</summary>
public sealed class LaunchProfileAnnotation(string launchProfileName) : IResourceAnnotation
{
    /// <summary>The profile's name.</summary>
    public string LaunchProfileName { get; } = launchProfileName ?? throw new ArgumentNullException(nameof(launchProfileName));
}

/// <summary>The project runs with this launch profile when none was asked for.</summary>
public sealed class DefaultLaunchProfileAnnotation(string launchProfileName) : IResourceAnnotation
{
    /// <summary>The profile's name.</summary>
    public string LaunchProfileName { get; } = launchProfileName ?? throw new ArgumentNullException(nameof(launchProfileName));
}

/// <summary>The project runs without a launch profile.</summary>
public sealed class ExcludeLaunchProfileAnnotation : IResourceAnnotation;

/// <summary>The project does not trust forwarded headers.</summary>
public sealed class DisableForwardedHeadersAnnotation : IResourceAnnotation;
