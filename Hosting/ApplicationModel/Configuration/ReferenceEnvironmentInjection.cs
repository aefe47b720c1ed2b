namespace Aspire.Hosting.ApplicationModel;

/// <summary>What <c>WithReference</c> puts into the environment.</summary>
[Flags]
public enum ReferenceEnvironmentInjectionFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>ConnectionStrings__name</c></summary>
    ConnectionString = 1,

    /// <summary><c>NAME_HOST</c>, <c>NAME_PORT</c>, ...</summary>
    ConnectionProperties = 2,

    /// <summary><c>services__name__endpoint__0</c></summary>
    ServiceDiscovery = 4,

    /// <summary><c>NAME_HTTP</c>, ...</summary>
    Endpoints = 8,

    /// <summary>All of it.</summary>
    All = 15,
}

/// <summary>Limits what <c>WithReference</c> puts into the environment of the resource.</summary>
public sealed class ReferenceEnvironmentInjectionAnnotation(ReferenceEnvironmentInjectionFlags flags) : IResourceAnnotation
{
    /// <summary>What it puts there.</summary>
    public ReferenceEnvironmentInjectionFlags Flags { get; } = flags;
}

/// <summary>One more part of the resource's connection string.</summary>
public sealed class ConnectionPropertyAnnotation(string name, ReferenceExpression referenceExpression) : IResourceAnnotation
{
    /// <summary>The part's name.</summary>
    public string Name { get; } = name;

    /// <summary>Its value.</summary>
    public ReferenceExpression Value { get; } = referenceExpression;
}
