using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Notifications;

namespace Platform.Hosting.Orchestration;

/// <summary>Shows the connection strings of resources in the dashboard, masked.</summary>
internal sealed class ConnectionStringStates(ResourceNotificationService notifications)
{
    public async Task PublishAsync(IResourceWithConnectionString resource, CancellationToken cancellationToken)
    {
        var value = await resource.GetConnectionStringAsync(cancellationToken).ConfigureAwait(false);
        await notifications.PublishUpdateAsync(resource, s => s with
        {
            Properties = s.Properties.SetResourceProperty(KnownProperties.ConnectionString, value, isSensitive: true),
        }).ConfigureAwait(false);
    }
}
