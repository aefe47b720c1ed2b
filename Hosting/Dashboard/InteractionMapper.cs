using Aspire.Hosting;
using Platform.Hosting.Interactions;

namespace Platform.Hosting.Dashboard;

/// <summary>Turns prompts into what the dashboard shows.</summary>
internal static class InteractionMapper
{
    public static V1.WatchInteractionsResponseUpdate ToProto(Interaction interaction)
    {
        var options = interaction.Options;
        var update = new V1.WatchInteractionsResponseUpdate
        {
            InteractionId = interaction.Id,
            Title = interaction.Title ?? "",
            Message = interaction.Message ?? "",
            PrimaryButtonText = options.PrimaryButtonText ?? "",
            SecondaryButtonText = options.SecondaryButtonText ?? "",
            ShowSecondaryButton = options.ShowSecondaryButton ?? true,
            ShowDismiss = options.ShowDismiss ?? true,
            EnableMessageMarkdown = options.EnableMessageMarkdown ?? false,
        };

        if (interaction.IsComplete)
        {
            update.Complete = new();
            return update;
        }

        switch (interaction.Content)
        {
            case InteractionContent.MessageBox box:
                update.MessageBox = new() { Intent = (V1.MessageIntent)box.Intent };
                break;
            case InteractionContent.Notification bar:
                update.Notification = new()
                {
                    Intent = (V1.MessageIntent)bar.Intent,
                    LinkText = bar.LinkText ?? "",
                    LinkUrl = bar.LinkUrl ?? "",
                };
                break;
            case InteractionContent.Inputs inputs:
                var sources = inputs.Items.SelectMany(i => i.DynamicLoading?.DependsOnInputs ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase);
                update.InputsDialog = new() { InputItems = { inputs.Items.Select(i => ToProto(i, sources.Contains(i.Name))) } };
                break;
        }

        return update;
    }

    public static V1.InteractionInput ToProto(InteractionInput input, bool updateOnChange = false)
    {
        var proto = new V1.InteractionInput
        {
            Name = input.Name,
            Label = string.IsNullOrWhiteSpace(input.Label) ? input.Name : input.Label,
            Placeholder = input.Placeholder ?? "",
            InputType = input.InputType switch
            {
                InputType.SecretText => V1.InputType.SecretText,
                InputType.Choice => V1.InputType.Choice,
                InputType.Boolean => V1.InputType.Boolean,
                InputType.Number => V1.InputType.Number,
                _ => V1.InputType.Text,
            },
            Required = input.Required,
            Value = input.Value ?? "",
            Description = input.Description ?? "",
            EnableDescriptionMarkdown = input.EnableDescriptionMarkdown,
            MaxLength = input.MaxLength ?? 0,
            AllowCustomChoice = input.AllowCustomChoice,
            Loading = input.Loading,
            UpdateStateOnChange = updateOnChange,
            Disabled = input.Disabled,
            ValidationErrors = { input.ValidationErrors },
        };
        foreach (var (value, label) in input.Options ?? [])
        {
            proto.Options[value] = label;
        }

        return proto;
    }
}
