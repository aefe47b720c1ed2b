using Aspire.Hosting.ApplicationModel;
using Platform.Hosting;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>The resource is related to another one.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="resource">The other one.</param>
    /// <param name="type">How: <c>Parent</c>, <c>Reference</c>, <c>WaitFor</c> or a word of one's own.</param>
    public static IResourceBuilder<T> WithRelationship<T>(this IResourceBuilder<T> builder, IResource resource, string type) where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(type);
        var known = builder.Resource.Annotations.OfType<ResourceRelationshipAnnotation>().Any(r => ReferenceEquals(r.Resource, resource) && r.Type == type);
        return known ? builder : builder.WithAnnotation(new ResourceRelationshipAnnotation(resource, type));
    }

    /// <inheritdoc cref="WithRelationship{T}(IResourceBuilder{T}, IResource, string)"/>
    public static IResourceBuilder<T> WithRelationship<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> resourceBuilder, string type) where T : IResource =>
        builder.WithRelationship(resourceBuilder.Resource, type);

    /// <summary>The resource refers to another one.</summary>
    public static IResourceBuilder<T> WithReferenceRelationship<T>(this IResourceBuilder<T> builder, IResource resource) where T : IResource =>
        builder.WithRelationship(resource, KnownRelationship.Reference);

    /// <summary>The resource refers to another one.</summary>
    public static IResourceBuilder<T> WithReferenceRelationship<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> resourceBuilder) where T : IResource =>
        builder.WithReferenceRelationship(resourceBuilder.Resource);

    /// <summary>The resource refers to those in an expression.</summary>
    public static IResourceBuilder<T> WithReferenceRelationship<T>(this IResourceBuilder<T> builder, ReferenceExpression expression) where T : IResource
    {
        RelateToReferences(builder, expression);
        return builder;
    }

    /// <summary>The dashboard shows the resource below another one.</summary>
    public static IResourceBuilder<T> WithParentRelationship<T>(this IResourceBuilder<T> builder, IResource parent) where T : IResource =>
        builder.WithRelationship(parent, KnownRelationship.Parent);

    /// <summary>The dashboard shows the resource below another one.</summary>
    public static IResourceBuilder<T> WithParentRelationship<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> parent) where T : IResource =>
        builder.WithParentRelationship(parent.Resource);

    /// <summary>The dashboard shows another resource below this one.</summary>
    public static IResourceBuilder<T> WithChildRelationship<T>(this IResourceBuilder<T> builder, IResource child) where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ApplicationBuilder.CreateResourceBuilder(child).WithParentRelationship(builder.Resource);
        return builder;
    }

    /// <summary>The dashboard shows another resource below this one.</summary>
    public static IResourceBuilder<T> WithChildRelationship<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> child) where T : IResource =>
        builder.WithChildRelationship(child.Resource);

    private static void RelateToReferences<T>(IResourceBuilder<T> builder, object value) where T : IResource
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Visit(value);

        void Visit(object part)
        {
            if (!seen.Add(part))
            {
                return;
            }

            if (part is IResource resource)
            {
                // A part of the resource itself (its own endpoint in its own URL) is no relationship.
                if (!ReferenceEquals(resource, builder.Resource))
                {
                    builder.WithReferenceRelationship(resource);
                }
            }
            else if (part is IValueWithReferences { References: var references })
            {
                foreach (var reference in references)
                {
                    Visit(reference);
                }
            }
        }
    }
}
