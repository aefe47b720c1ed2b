using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Finds containers in the model.</summary>
public static class ContainerResourceExtensions
{
    /// <summary>All containers of the model.</summary>
    public static IEnumerable<IResource> GetContainerResources(this DistributedApplicationModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Resources.Where(IsContainer);
    }

    /// <summary>Whether the resource is a container.</summary>
    public static bool IsContainer(this IResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return resource.HasAnnotationOfType<ContainerImageAnnotation>();
    }
}
