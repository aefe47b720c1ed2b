using System.Diagnostics;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A health check, registered under <see cref="Key"/>, tells whether the resource is healthy.</summary>
[DebuggerDisplay("Type = {GetType().Name,nq}, Key = {Key}")]
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    /// <summary>Name of the health check's registration.</summary>
    public string Key { get; } = key;
}

/// <summary>The resource starts only when somebody starts it.</summary>
public sealed class ExplicitStartupAnnotation : IResourceAnnotation;

/// <summary>How many copies of a project run.</summary>
public sealed class ReplicaAnnotation(int replicas = 1) : IResourceAnnotation
{
    /// <summary>The number of copies.</summary>
    public int Replicas { get; } = replicas;
}

/// <summary>The resource is related to another one; <see cref="Type"/> says how.</summary>
[DebuggerDisplay("Type = {GetType().Name,nq}, Resource = {Resource.Name}, RelationshipType = {Type}")]
public sealed class ResourceRelationshipAnnotation(IResource resource, string type) : IResourceAnnotation
{
    /// <summary>The other resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary><c>Parent</c>, <c>Reference</c>, <c>WaitFor</c> or a word of one's own.</summary>
    public string Type { get; } = type;
}

/// <summary>Which way an icon is drawn.</summary>
public enum IconVariant
{
    /// <summary>As lines.</summary>
    Regular = 0,

    /// <summary>Filled.</summary>
    Filled = 1,
}

/// <summary>The resource's icon in the dashboard, a name of the Fluent UI set.</summary>
[DebuggerDisplay("Type = {GetType().Name,nq}, IconName = {IconName}, IconVariant = {IconVariant}")]
public sealed class ResourceIconAnnotation(string iconName, IconVariant iconVariant = IconVariant.Filled) : IResourceAnnotation
{
    /// <summary>The icon's name, such as <c>Database</c>.</summary>
    public string IconName { get; } = iconName;

    /// <summary>The icon's variant.</summary>
    public IconVariant IconVariant { get; } = iconVariant;
}

/// <summary>The resource's connection string is that of another one.</summary>
public class ConnectionStringRedirectAnnotation(IResourceWithConnectionString resource) : IResourceAnnotation
{
    /// <summary>The resource that has the connection string.</summary>
    public IResourceWithConnectionString Resource { get; } = resource;
}
