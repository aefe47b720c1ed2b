using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Resources that look after themselves.</summary>
public static class CustomResourceExtensions
{
    /// <summary>What the dashboard shows of the resource at first.</summary>
    public static IResourceBuilder<TResource> WithInitialState<TResource>(this IResourceBuilder<TResource> builder, CustomResourceSnapshot initialSnapshot) where TResource : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(initialSnapshot);
        return builder.WithAnnotation(new ResourceSnapshotAnnotation(initialSnapshot), ResourceAnnotationMutationBehavior.Replace);
    }
}
