using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Notifications;

/// <summary>The latest snapshots and the changes after them, until disposed.</summary>
internal sealed class ResourceSubscription(ResourceEvent[] current, ChannelReader<ResourceEvent> changes, Action unsubscribe) : IDisposable
{
    public ResourceEvent[] Current => current;

    public ChannelReader<ResourceEvent> Changes => changes;

    public void Dispose() => unsubscribe();
}
