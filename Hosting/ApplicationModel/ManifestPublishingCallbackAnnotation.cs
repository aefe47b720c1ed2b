namespace Aspire.Hosting.ApplicationModel;

/// <summary>How the resource is published.</summary>
public class ManifestPublishingCallbackAnnotation : IResourceAnnotation
{
    private ManifestPublishingCallbackAnnotation()
    {
    }

    /// <summary>The resource is left out of published output.</summary>
    public static ManifestPublishingCallbackAnnotation Ignore { get; } = new();
}
