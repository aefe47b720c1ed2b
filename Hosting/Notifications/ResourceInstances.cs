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

    /// <summary>The id of the resource below which this one is listed; null when it stands for itself.</summary>
    public static string? FindParentId(this IResource resource)
    {
        var parent = resource.Annotations.OfType<ResourceRelationshipAnnotation>().LastOrDefault(r => r.Type == "Parent")?.Resource
            ?? (resource as IResourceWithParent)?.Parent;
        return parent?.GetInstanceIds()[0];
    }
}
