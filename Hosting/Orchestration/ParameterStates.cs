using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Notifications;

namespace Platform.Hosting.Orchestration;

/// <summary>Shows the values of parameters, secrets marked as such, and has people asked for those that are missing.</summary>
internal sealed class ParameterStates(
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    IInteractionService interactions,
    ParameterPrompts prompts,
    ILogger<ParameterStates> logger)
{
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        var missing = new List<ParameterResource>();
        foreach (var parameter in model.Resources.OfType<ParameterResource>())
        {
            try
            {
                await PublishValueAsync(parameter, parameter.ValueInternal).ConfigureAwait(false);
            }
            catch (MissingParameterValueException exception) when (interactions.IsAvailable)
            {
                // Whoever reads it waits until somebody has entered it.
                parameter.Pending = new(TaskCreationOptions.RunContinuationsAsynchronously);
                missing.Add(parameter);
                logger.LogWarning("The parameter '{Name}' has no value. Enter it in the dashboard. {Message}", parameter.Name, exception.Message);
                await PublishProblemAsync(parameter, exception, KnownResourceStateStyles.Warn).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                loggers.GetLogger(parameter).LogError("{Message}", exception.Message);
                await PublishProblemAsync(parameter, exception, KnownResourceStateStyles.Error).ConfigureAwait(false);
            }
        }

        if (missing.Count > 0)
        {
            prompts.Begin(missing, PublishValueAsync);
        }
    }

    private Task PublishValueAsync(ParameterResource parameter, string value) => notifications.PublishUpdateAsync(parameter, s => s with
    {
        State = KnownResourceStates.Running,
        Properties = s.Properties.SetResourceProperty(KnownProperties.ParameterValue, value, parameter.Secret),
    });

    private Task PublishProblemAsync(ParameterResource parameter, Exception exception, string style) => notifications.PublishUpdateAsync(parameter, s => s with
    {
        State = new ResourceStateSnapshot(exception is MissingParameterValueException ? KnownResourceStates.ValueMissing : KnownResourceStates.FailedToStart, style),
        Properties = s.Properties.SetResourceProperty(KnownProperties.ParameterValue, exception.Message),
    });
}
