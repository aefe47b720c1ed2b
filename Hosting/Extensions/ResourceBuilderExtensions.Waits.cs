using Aspire.Hosting.ApplicationModel;
using Platform.Hosting;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>The resource starts when another one runs and is healthy.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency) where T : IResourceWithWaitSupport =>
        AddWait(builder, dependency, WaitType.WaitUntilHealthy, null);

    /// <summary>The resource starts when another one runs and is healthy.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="dependency">The other one.</param>
    /// <param name="waitBehavior">What happens when the other one cannot become available.</param>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, WaitBehavior waitBehavior) where T : IResourceWithWaitSupport =>
        AddWait(builder, dependency, WaitType.WaitUntilHealthy, waitBehavior);

    /// <summary>The resource starts when another one runs.</summary>
    public static IResourceBuilder<T> WaitForStart<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency) where T : IResourceWithWaitSupport =>
        AddWait(builder, dependency, WaitType.WaitUntilStarted, null);

    /// <summary>The resource starts when another one runs.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="dependency">The other one.</param>
    /// <param name="waitBehavior">What happens when the other one cannot become available.</param>
    public static IResourceBuilder<T> WaitForStart<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, WaitBehavior waitBehavior) where T : IResourceWithWaitSupport =>
        AddWait(builder, dependency, WaitType.WaitUntilStarted, waitBehavior);

    /// <summary>The resource starts when another one has ended.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="dependency">The other one.</param>
    /// <param name="exitCode">The exit code with which it has to end; with another one this resource fails to start.</param>
    public static IResourceBuilder<T> WaitForCompletion<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, int exitCode = 0) where T : IResourceWithWaitSupport =>
        AddWait(builder, dependency, WaitType.WaitForCompletion, null, exitCode);

    private static IResourceBuilder<T> AddWait<T>(IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, WaitType type, WaitBehavior? behavior, int exitCode = 0) where T : IResourceWithWaitSupport
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dependency);
        var resource = builder.Resource;
        var other = dependency.Resource;
        if (ReferenceEquals(resource, other))
        {
            throw new DistributedApplicationException($"The '{resource.Name}' resource cannot wait for itself.");
        }

        for (var ancestor = (resource as IResourceWithParent)?.Parent; ancestor is not null; ancestor = (ancestor as IResourceWithParent)?.Parent)
        {
            if (ReferenceEquals(ancestor, other))
            {
                throw new DistributedApplicationException($"The '{resource.Name}' resource cannot wait for its parent '{other.Name}'.");
            }
        }

        // A child is available only as long as its parent is.
        if (type is not WaitType.WaitForCompletion && other is IResourceWithParent { Parent: var parent })
        {
            builder.WithAnnotation(new WaitAnnotation(parent, type) { WaitBehavior = behavior });
        }

        return builder
            .WithRelationship(other, KnownRelationship.WaitFor)
            .WithAnnotation(new WaitAnnotation(other, type, exitCode) { WaitBehavior = behavior });
    }
}
