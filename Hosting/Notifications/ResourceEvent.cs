namespace Aspire.Hosting.ApplicationModel;

/// <summary>A change of a resource.</summary>
/// <param name="resource">The resource.</param>
/// <param name="resourceId">The id of the replica; the resource's name when it has only one.</param>
/// <param name="snapshot">The resource after the change.</param>
public class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>The id of the replica; the resource's name when it has only one.</summary>
    public string ResourceId { get; } = resourceId;

    /// <summary>The resource after the change.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}

/// <summary>Options of <see cref="ResourceNotificationService"/>.</summary>
public sealed class ResourceNotificationServiceOptions
{
    /// <summary>What waits do, unless told otherwise, when the resource they wait for cannot become available.</summary>
    public WaitBehavior DefaultWaitBehavior { get; set; }
}
