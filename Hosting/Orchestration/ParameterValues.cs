using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using Platform.Hosting.ApplicationModel;
using Platform.Hosting.Building;
using Platform.Hosting.Notifications;

namespace Platform.Hosting.Orchestration;

/// <summary>Gives parameters values while the application runs, takes them away, and shows what they are.</summary>
internal sealed class ParameterValues(ResourceNotificationService notifications, ResourceLoggerService loggers, AppHostLocation appHost)
{
    /// <summary>The user secrets of the AppHost; null when it has none.</summary>
    public string? Secrets { get; } = UserSecrets.FileOf(appHost.Assembly);

    /// <summary>Whether a parameter's value is among the user secrets.</summary>
    public bool IsSaved(ParameterResource parameter) => Secrets is not null && UserSecrets.Has(Secrets, parameter.ConfigurationKey);

    /// <summary>Gives a parameter a value. Those who wait for it go on; who has read another keeps that until the next start.</summary>
    public async Task SetAsync(ParameterResource parameter, string value, bool save)
    {
        if (save && Secrets is not null)
        {
            UserSecrets.Save(Secrets, parameter.ConfigurationKey, value);
        }

        await PublishAsync(parameter, value).ConfigureAwait(false);
        if (parameter.Pending?.TrySetResult(value) is not true)
        {
            parameter.Pending = Completion();
            parameter.Pending.SetResult(value);
        }
    }

    /// <summary>Takes a parameter's value away: who asks for it fails until it has one again.</summary>
    public async Task DeleteAsync(ParameterResource parameter, bool fromSecrets)
    {
        if (fromSecrets && Secrets is not null)
        {
            UserSecrets.Remove(Secrets, parameter.ConfigurationKey);
        }

        var missing = new MissingParameterValueException($"The value of the parameter '{parameter.Name}' has been deleted. Give it one with the command {KnownResourceCommands.SetParameterCommand}.");
        parameter.Pending = Completion();
        parameter.Pending.SetException(missing);
        _ = parameter.Pending.Task.Exception; // nobody needs to ask
        loggers.GetLogger(parameter).LogInformation("The value has been deleted{From}.", fromSecrets ? ", also from the user secrets" : "");
        await PublishAsync(parameter, missing, KnownResourceStateStyles.Warn).ConfigureAwait(false);
    }

    /// <summary>Shows a value, as a secret when it is one.</summary>
    public Task PublishAsync(ParameterResource parameter, string value) => notifications.PublishUpdateAsync(parameter, s => s with
    {
        State = KnownResourceStates.Running,
        Properties = s.Properties.SetResourceProperty(KnownProperties.ParameterValue, value, parameter.Secret),
    });

    /// <summary>Shows why there is no value.</summary>
    public Task PublishAsync(ParameterResource parameter, Exception exception, string style) => notifications.PublishUpdateAsync(parameter, s => s with
    {
        State = new ResourceStateSnapshot(exception is MissingParameterValueException ? KnownResourceStates.ValueMissing : KnownResourceStates.FailedToStart, style),
        Properties = s.Properties.SetResourceProperty(KnownProperties.ParameterValue, exception.Message),
    });

    private static TaskCompletionSource<string> Completion() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
