using System.Threading.Channels;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Platform.Hosting.Interactions;

/// <summary>Prompts, those who show them, and the answers.</summary>
internal sealed class InteractionService(
    ILogger<InteractionService> logger,
    DistributedApplicationOptions options,
    IConfiguration configuration,
    IServiceProvider services) : IInteractionService
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, Interaction> _open = [];
    private readonly List<Channel<Interaction>> _watchers = [];
    private int _lastId;

    public bool IsAvailable =>
        !InteractionScope.IsNonInteractive
        && !options.DisableDashboard
        && configuration.GetValue("ASPIRE_INTERACTIVITY_ENABLED", defaultValue: true);

    public Task<InteractionResult<bool>> PromptConfirmationAsync(
        string title, string message, MessageBoxInteractionOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        options.Intent = MessageIntent.Confirmation;
        options.ShowSecondaryButton ??= true;
        return PromptMessageBoxAsync(title, message, options, cancellationToken);
    }

    public Task<InteractionResult<bool>> PromptMessageBoxAsync(
        string title, string message, MessageBoxInteractionOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        options.ShowSecondaryButton ??= false;
        options.ShowDismiss ??= false;
        return AskAsync<bool>(title, message, options, new InteractionContent.MessageBox(options.Intent ?? MessageIntent.None), cancellationToken);
    }

    public Task<InteractionResult<bool>> PromptNotificationAsync(
        string title, string message, NotificationInteractionOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        var content = new InteractionContent.Notification(options.Intent ?? MessageIntent.None, options.LinkText, options.LinkUrl);
        return AskAsync<bool>(title, message, options, content, cancellationToken);
    }

    public Task<InteractionResult<InteractionInput>> PromptInputAsync(
        string title, string? message, string inputLabel, string placeHolder,
        InputsDialogInteractionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(inputLabel);
        var input = new InteractionInput
        {
            Name = string.Concat(inputLabel.Select(c => char.IsLetterOrDigit(c) ? c : '_')),
            Label = inputLabel,
            Placeholder = placeHolder,
            InputType = InputType.Text,
            Required = true,
        };
        return PromptInputAsync(title, message, input, options, cancellationToken);
    }

    public async Task<InteractionResult<InteractionInput>> PromptInputAsync(
        string title, string? message, InteractionInput input,
        InputsDialogInteractionOptions? options = null, CancellationToken cancellationToken = default)
    {
        var result = await PromptInputsAsync(title, message, [input], options, cancellationToken);
        return result.Canceled ? InteractionResult.Cancel<InteractionInput>() : InteractionResult.Ok(result.Data[0]);
    }

    public async Task<InteractionResult<InteractionInputCollection>> PromptInputsAsync(
        string title, string? message, IReadOnlyList<InteractionInput> inputs,
        InputsDialogInteractionOptions? options = null, CancellationToken cancellationToken = default)
    {
        var items = new InteractionInputCollection(inputs);
        InputLoading.RequireOrder(items);

        using var closed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var loaders = new Dictionary<string, InputLoader>(StringComparer.OrdinalIgnoreCase);
        var content = new InteractionContent.Inputs(items, loaders);
        foreach (var input in items.Where(input => input.DynamicLoading is not null))
        {
            loaders[input.Name] = new(input, token => LoadAsync(input, items, token), () => Publish(content), logger, closed.Token);
        }

        foreach (var input in items.Where(input => input.DynamicLoading is { } loading && InputLoading.LoadsAtStart(loading)))
        {
            loaders[input.Name].Load();
        }

        try
        {
            return await AskAsync<InteractionInputCollection>(title, message, options ?? new(), content, cancellationToken);
        }
        finally
        {
            await closed.CancelAsync();
        }
    }

    /// <summary>Open prompts, then each that opens, changes or is complete.</summary>
    public ChannelReader<Interaction> Watch(CancellationToken cancellationToken)
    {
        var channel = Channel.CreateUnbounded<Interaction>();
        lock (_gate)
        {
            foreach (var interaction in _open.Values)
            {
                channel.Writer.TryWrite(interaction);
            }

            _watchers.Add(channel);
        }

        cancellationToken.Register(() =>
        {
            lock (_gate)
            {
                _watchers.Remove(channel);
                channel.Writer.TryComplete();
            }
        });
        return channel.Reader;
    }

    /// <summary>Answers a message box or notification; null dismisses any prompt.</summary>
    public void Answer(int id, bool? answer)
    {
        if (Find(id) is { } interaction && (answer is null || interaction.Content is not InteractionContent.Inputs))
        {
            Complete(interaction, answer);
        }
    }

    /// <summary>Takes the values of an inputs dialog. Submitted values are checked; the dialog stays open while there are errors.</summary>
    public async Task SetInputsAsync(int id, IReadOnlyList<(string Name, string? Value)> values, bool submit, CancellationToken cancellationToken)
    {
        if (Find(id) is not { Content: InteractionContent.Inputs inputs } interaction)
        {
            return;
        }

        var changed = inputs.SetValues(values);
        if (!submit)
        {
            foreach (var name in inputs.FindDependents(changed))
            {
                inputs.Loaders[name].Load();
            }

            Publish(inputs);
            return;
        }

        var context = new InputsDialogValidationContext { Inputs = inputs.Items, Services = services, CancellationToken = cancellationToken };
        InputValidation.Validate(context);
        if (!context.HasErrors && interaction.Options is InputsDialogInteractionOptions { ValidationCallback: { } validate })
        {
            await validate(context);
        }

        if (context.HasErrors)
        {
            Publish(inputs);
        }
        else
        {
            Complete(interaction, inputs.Items);
        }
    }

    private async Task<InteractionResult<T>> AskAsync<T>(
        string title, string? message, InteractionOptions options, InteractionContent content, CancellationToken cancellationToken)
    {
        if (!IsAvailable)
        {
            throw new InvalidOperationException(
                "Nobody can be asked: the dashboard is not enabled, or the command was run by a program. Check IInteractionService.IsAvailable first.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        var interaction = new Interaction(Interlocked.Increment(ref _lastId), title, message, options, content);
        lock (_gate)
        {
            _open.Add(interaction.Id, interaction);
            Notify(interaction);
        }

        using var cancellation = cancellationToken.Register(() => Complete(interaction, null));
        return await interaction.Answer is T answer ? InteractionResult.Ok(answer) : InteractionResult.Cancel<T>();
    }

    private Task LoadAsync(InteractionInput input, InteractionInputCollection items, CancellationToken cancellationToken) =>
        input.DynamicLoading!.LoadCallback(new() { Input = input, AllInputs = items, Services = services, CancellationToken = cancellationToken });

    private Interaction? Find(int id)
    {
        lock (_gate)
        {
            return _open.GetValueOrDefault(id);
        }
    }

    private void Complete(Interaction interaction, object? answer)
    {
        lock (_gate)
        {
            if (_open.Remove(interaction.Id) && interaction.TryComplete(answer))
            {
                Notify(interaction);
            }
        }
    }

    private void Publish(InteractionContent content)
    {
        lock (_gate)
        {
            if (_open.Values.FirstOrDefault(interaction => ReferenceEquals(interaction.Content, content)) is { } interaction)
            {
                Notify(interaction);
            }
        }
    }

    private void Notify(Interaction interaction) => _watchers.ForEach(watcher => watcher.Writer.TryWrite(interaction));
}
