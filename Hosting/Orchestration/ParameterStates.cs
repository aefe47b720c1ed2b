using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Platform.Hosting.Orchestration;

/// <summary>Shows the values of parameters at the start, with the commands that change them, and has people asked for those that are missing.</summary>
internal sealed class ParameterStates(
    DistributedApplicationModel model,
    ResourceLoggerService loggers,
    IInteractionService interactions,
    ParameterValues values,
    ParameterCommands commands,
    ParameterPrompts prompts,
    ILogger<ParameterStates> logger)
{
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        var missing = new List<ParameterResource>();
        foreach (var parameter in model.Resources.OfType<ParameterResource>())
        {
            if (interactions.IsAvailable)
            {
                commands.AddTo(parameter);
            }

            try
            {
                await values.PublishAsync(parameter, parameter.ValueInternal).ConfigureAwait(false);
            }
            catch (MissingParameterValueException exception) when (interactions.IsAvailable)
            {
                // Whoever reads it waits until somebody has entered it.
                parameter.Pending = new(TaskCreationOptions.RunContinuationsAsynchronously);
                missing.Add(parameter);
                logger.LogWarning("The parameter '{Name}' has no value. Enter it in the dashboard. {Message}", parameter.Name, exception.Message);
                await values.PublishAsync(parameter, exception, KnownResourceStateStyles.Warn).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                loggers.GetLogger(parameter).LogError("{Message}", exception.Message);
                await values.PublishAsync(parameter, exception, KnownResourceStateStyles.Error).ConfigureAwait(false);
            }
        }

        prompts.Ask(missing);
    }
}
