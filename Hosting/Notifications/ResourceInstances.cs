using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Notifications;

/// <summary>The ids under which a resource's replicas publish their state and logs.</summary>
internal sealed record ResourceInstancesAnnotation(ImmutableArray<string> Ids) : IResourceAnnotation;

internal static class ResourceInstances
{
    /// <summary>The ids of the resource's replicas; its name when it has none of its own.</summary>
    public static ImmutableArray<string> GetInstanceIds(this IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return resource.Annotations.OfType<ResourceInstancesAnnotation>().LastOrDefault() is { Ids.IsEmpty: false } instances
            ? instances.Ids
            : [resource.Name];
    }
}
