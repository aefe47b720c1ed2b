using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Hosting.ApplicationModel;
using Platform.Hosting.Building;

namespace Platform.Hosting.Orchestration;

/// <summary>Asks in the dashboard for the values of parameters until all are entered, and keeps them if wanted.</summary>
internal sealed class ParameterPrompts(IInteractionService interactions, AppHostLocation appHost, IHostApplicationLifetime lifetime, ILogger<ParameterPrompts> logger)
{
    private const string RememberInput = "remember";

    /// <param name="missing">Parameters with a pending value.</param>
    /// <param name="entered">Told about each value that was entered.</param>
    public void Begin(IReadOnlyCollection<ParameterResource> missing, Func<ParameterResource, string, Task> entered) => _ = Task.Run(async () =>
    {
        try
        {
            var left = missing.ToList();
            while (left.Count > 0 && await WantsToEnterAsync().ConfigureAwait(false))
            {
                await AskAsync(left, entered).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The application ends.
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "The values of parameters cannot be asked for any more. Set them in the AppHost's configuration.");
        }
    });

    private async Task<bool> WantsToEnterAsync()
    {
        var answer = await interactions.PromptNotificationAsync(
            "Parameters without a value",
            "Resources wait for the values of parameters.",
            new() { Intent = MessageIntent.Warning, PrimaryButtonText = "Enter values", ShowDismiss = false },
            lifetime.ApplicationStopping).ConfigureAwait(false);
        return !lifetime.ApplicationStopping.IsCancellationRequested && !answer.Canceled;
    }

    private async Task AskAsync(List<ParameterResource> left, Func<ParameterResource, string, Task> entered)
    {
        var secrets = UserSecrets.FileOf(appHost.Assembly);
        var remember = new InteractionInput
        {
            Name = RememberInput,
            Label = "Remember in the user secrets of this machine",
            Description = secrets is null ? "The AppHost has no UserSecretsId, so the values are kept for this run only." : null,
            InputType = InputType.Boolean,
            Disabled = secrets is null,
        };
        var answer = await interactions.PromptInputsAsync(
            "Parameters",
            null,
            [.. left.Select(Input), remember],
            new() { PrimaryButtonText = "Save", ShowDismiss = true },
            lifetime.ApplicationStopping).ConfigureAwait(false);
        if (answer.Canceled)
        {
            return;
        }

        foreach (var parameter in left.ToArray())
        {
            if (answer.Data.GetString(parameter.Name) is not { Length: > 0 } value)
            {
                continue;
            }

            if (secrets is not null && bool.TryParse(answer.Data.GetString(RememberInput), out var keep) && keep)
            {
                UserSecrets.Save(secrets, parameter.ConfigurationKey, value);
            }

            left.Remove(parameter);
            await entered(parameter, value).ConfigureAwait(false);
            parameter.Pending!.TrySetResult(value);
        }
    }

    private static InteractionInput Input(ParameterResource parameter) => new()
    {
        Name = parameter.Name,
        Label = parameter.Name,
        Description = parameter.Description,
        EnableDescriptionMarkdown = parameter.EnableDescriptionMarkdown,
        InputType = parameter.Secret ? InputType.SecretText : InputType.Text,
        Placeholder = $"Value of {parameter.Name}",
    };
}
