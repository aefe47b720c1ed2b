using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Notifications;

namespace Platform.Hosting.Orchestration;

/// <summary>Shows the values of parameters and connection strings; secrets are marked as such.</summary>
internal sealed class ParameterStates(DistributedApplicationModel model, ResourceNotificationService notifications, ResourceLoggerService loggers)
{
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        foreach (var parameter in model.Resources.OfType<ParameterResource>())
        {
            await PublishAsync(parameter, parameter, KnownProperties.ParameterValue, parameter.Secret, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Connection strings have passwords in them, so they are secret in any case.</summary>
    public async Task PublishConnectionStringAsync(IResourceWithConnectionString resource, CancellationToken cancellationToken)
    {
        if (resource is IResourceWithoutLifetime or ConnectionStringResource)
        {
            await PublishAsync(resource, resource, KnownProperties.ConnectionString, isSecret: true, cancellationToken).ConfigureAwait(false);
            return;
        }

        var value = await resource.GetConnectionStringAsync(cancellationToken).ConfigureAwait(false);
        await notifications.PublishUpdateAsync(resource, s => s with
        {
            Properties = s.Properties.SetResourceProperty(KnownProperties.ConnectionString, value, isSensitive: true),
        }).ConfigureAwait(false);
    }

    private async Task PublishAsync(IResource resource, IValueProvider provider, string property, bool isSecret, CancellationToken cancellationToken)
    {
        try
        {
            var value = await provider.GetValueAsync(cancellationToken).ConfigureAwait(false);
            await notifications.PublishUpdateAsync(resource, s => s with
            {
                State = KnownResourceStates.Running,
                Properties = s.Properties.SetResourceProperty(property, value, isSecret),
            }).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            loggers.GetLogger(resource).LogError("{Message}", exception.Message);
            await notifications.PublishUpdateAsync(resource, s => s with
            {
                State = new ResourceStateSnapshot(exception is MissingParameterValueException ? "Value missing" : KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error),
                Properties = s.Properties.SetResourceProperty(property, exception.Message),
            }).ConfigureAwait(false);
        }
    }
}
