using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Platform.Hosting.Orchestration;

/// <summary>Asks in the dashboard for the values of parameters until all have one, and keeps them if wanted.</summary>
internal sealed class ParameterPrompts(IInteractionService interactions, ParameterValues values, IHostApplicationLifetime lifetime, ILogger<ParameterPrompts> logger)
{
    private const string RememberInput = "remember";

    private readonly Lock _lock = new();
    private readonly List<ParameterResource> _missing = [];
    private CancellationTokenSource? _asking;

    /// <summary>Asks for these, too.</summary>
    public void Ask(IReadOnlyCollection<ParameterResource> parameters)
    {
        lock (_lock)
        {
            _missing.AddRange(parameters.Except(_missing));
            if (_asking is null && _missing.Count > 0)
            {
                _asking = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
                var ended = _asking.Token;
                _ = Task.Run(() => AskAsync(ended));
            }
        }
    }

    /// <summary>A parameter has got a value elsewhere. Without any that lacks one, what is asked is taken back.</summary>
    public void Resolved(ParameterResource parameter)
    {
        lock (_lock)
        {
            _missing.Remove(parameter);
            if (_missing.Count == 0)
            {
                _asking?.Cancel();
                _asking = null;
            }
        }
    }

    private async Task AskAsync(CancellationToken ended)
    {
        try
        {
            while (await WantsToEnterAsync(ended).ConfigureAwait(false))
            {
                await AskForValuesAsync(ended).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Nothing is missing any more, or the application ends.
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "The values of parameters cannot be asked for any more. Set them in the AppHost's configuration.");
        }
        finally
        {
            lock (_lock)
            {
                _asking = _asking?.Token == ended ? null : _asking;
            }
        }
    }

    private async Task<bool> WantsToEnterAsync(CancellationToken ended)
    {
        ended.ThrowIfCancellationRequested();
        var answer = await interactions.PromptNotificationAsync(
            "Parameters without a value",
            "Resources wait for the values of parameters.",
            new() { Intent = MessageIntent.Warning, PrimaryButtonText = "Enter values", ShowDismiss = false },
            ended).ConfigureAwait(false);
        ended.ThrowIfCancellationRequested();
        return !answer.Canceled;
    }

    private async Task AskForValuesAsync(CancellationToken ended)
    {
        ParameterResource[] missing;
        lock (_lock)
        {
            missing = [.. _missing];
        }

        var remember = new InteractionInput
        {
            Name = RememberInput,
            Label = "Remember in the user secrets of this machine",
            Description = values.Secrets is null ? "The AppHost has no UserSecretsId, so the values are kept for this run only." : null,
            InputType = InputType.Boolean,
            Disabled = values.Secrets is null,
        };
        var answer = await interactions.PromptInputsAsync(
            "Parameters", null, [.. missing.Select(Input), remember], new() { PrimaryButtonText = "Save", ShowDismiss = true }, ended).ConfigureAwait(false);
        if (answer.Canceled)
        {
            return;
        }

        var keep = bool.TryParse(answer.Data.GetString(RememberInput), out var isTrue) && isTrue;
        foreach (var parameter in missing)
        {
            if (answer.Data.GetString(parameter.Name) is { Length: > 0 } value)
            {
                await values.SetAsync(parameter, value, keep).ConfigureAwait(false);
                Resolved(parameter);
            }
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
