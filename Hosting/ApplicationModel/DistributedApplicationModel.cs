using System.Diagnostics;
using Platform.Hosting.ApplicationModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resources of a built application.</summary>
[DebuggerDisplay("Resources = {Resources.Count}")]
public class DistributedApplicationModel(IResourceCollection resources)
{
    /// <summary>Makes a model of <paramref name="resources"/>.</summary>
    public DistributedApplicationModel(IEnumerable<IResource> resources) : this(new ResourceCollection(resources))
    {
    }

    /// <summary>The resources.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
    public IResourceCollection Resources { get; } = resources;
}
