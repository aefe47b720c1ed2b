using System.Diagnostics;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Turns the engine's proxy before all endpoints of the resource on or off.</summary>
[DebuggerDisplay("Type = {GetType().Name,nq}, Enabled = {ProxyEnabled}")]
public sealed class ProxySupportAnnotation : IResourceAnnotation
{
    /// <summary>Whether there is a proxy.</summary>
    public required bool ProxyEnabled { get; set; }
}
