using System.Diagnostics;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A further name under which other containers reach the container.</summary>
[DebuggerDisplay("Type = {GetType().Name,nq}, Alias = {Alias}, Network = {Network}")]
public sealed class ContainerNetworkAliasAnnotation(string alias) : IResourceAnnotation
{
    /// <summary>The host name.</summary>
    public string Alias { get; } = alias ?? throw new ArgumentNullException(nameof(alias));

    /// <summary>The network on which the name is known; only that of the application is supported.</summary>
    public NetworkIdentifier Network { get; set; } = KnownNetworkIdentifiers.DefaultAspireContainerNetwork;
}
