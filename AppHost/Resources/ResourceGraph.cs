namespace Platform.AppHost.Resources;

/// <summary>Which resource needs which: by waiting for it, by a reference to it, or as its part.</summary>
internal sealed class ResourceGraph(IEnumerable<IResource> resources)
{
    private readonly IResource[] all = [.. resources];

    /// <summary>What a resource needs, directly.</summary>
    public IEnumerable<IResource> Dependencies(IResource resource) => Needs(resource).Where(all.Contains).Distinct();

    /// <summary>What needs a resource, directly.</summary>
    public IEnumerable<IResource> Dependents(IResource resource) => all.Where(other => Needs(other).Contains(resource));

    /// <summary>Whether others wait for a resource's end.</summary>
    public bool RunsToCompletion(IResource resource) => all.SelectMany(other => other.Annotations.OfType<WaitAnnotation>())
        .Any(wait => wait.Resource == resource && wait.WaitType is WaitType.WaitForCompletion);

    /// <summary>Whether a resource is started and stopped by itself; others only follow.</summary>
    public static bool IsProgram(IResource resource) => resource is ProjectResource or ExecutableResource or ContainerResource;

    private static IEnumerable<IResource> Needs(IResource resource) => resource.Annotations
        .Select(annotation => annotation switch
        {
            WaitAnnotation wait => wait.Resource,
            ResourceRelationshipAnnotation { Type: "Reference" } reference => reference.Resource,
            _ => null,
        })
        .Append((resource as IResourceWithParent)?.Parent)
        .OfType<IResource>();
}
