using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Finds resources of an application that is being built.</summary>
public static class DistributedApplicationBuilderExtensions
{
    /// <summary>Makes a builder for a resource that was added before.</summary>
    /// <exception cref="InvalidOperationException">There is no such resource, or it is of another type.</exception>
    public static IResourceBuilder<T> CreateResourceBuilder<T>(this IDistributedApplicationBuilder builder, string name) where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (!builder.Resources.TryGetByName(name, out var resource))
        {
            throw new InvalidOperationException($"Resource '{name}' was not found. There are: {string.Join(", ", builder.Resources.Select(r => r.Name))}.");
        }

        return resource is T typed
            ? builder.CreateResourceBuilder(typed)
            : throw new InvalidOperationException($"Resource '{name}' is a {resource.GetType().Name} and not a {typeof(T).Name}.");
    }

    /// <summary>Makes a builder for a resource if there is one of that name and type.</summary>
    public static bool TryCreateResourceBuilder<T>(this IDistributedApplicationBuilder builder, string name, [NotNullWhen(true)] out IResourceBuilder<T>? resourceBuilder) where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        resourceBuilder = builder.Resources.TryGetByName(name, out var resource) && resource is T typed ? builder.CreateResourceBuilder(typed) : null;
        return resourceBuilder is not null;
    }
}
