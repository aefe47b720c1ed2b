namespace Aspire.Hosting;

/// <summary>What every prompt can be told about its buttons and text.</summary>
public class InteractionOptions
{
    /// <summary>Text of the primary button.</summary>
    public string? PrimaryButtonText { get; set; }

    /// <summary>Text of the secondary button.</summary>
    public string? SecondaryButtonText { get; set; }

    /// <summary>Whether there is a secondary button.</summary>
    public bool? ShowSecondaryButton { get; set; }

    /// <summary>Whether the prompt can be dismissed.</summary>
    public bool? ShowDismiss { get; set; }

    /// <summary>Whether the message is Markdown.</summary>
    public bool? EnableMessageMarkdown { get; set; }
}

/// <summary>Options of a message box.</summary>
public class MessageBoxInteractionOptions : InteractionOptions
{
    /// <summary>What kind of message it is; chooses the icon.</summary>
    public MessageIntent? Intent { get; set; }
}

/// <summary>Options of a notification.</summary>
public class NotificationInteractionOptions : InteractionOptions
{
    /// <summary>What kind of message it is; chooses the icon.</summary>
    public MessageIntent? Intent { get; set; }

    /// <summary>Text of a link after the message.</summary>
    public string? LinkText { get; set; }

    /// <summary>Address of the link.</summary>
    public string? LinkUrl { get; set; }
}

/// <summary>Options of a dialog that asks for values.</summary>
public class InputsDialogInteractionOptions : InteractionOptions
{
    /// <summary>Checks the values when the dialog is submitted; the dialog stays open while there are errors.</summary>
    public Func<InputsDialogValidationContext, Task>? ValidationCallback { get; set; }
}

/// <summary>What kind of message is shown.</summary>
public enum MessageIntent
{
    /// <summary>No particular kind.</summary>
    None = 0,

    /// <summary>Something succeeded.</summary>
    Success = 1,

    /// <summary>Something needs attention.</summary>
    Warning = 2,

    /// <summary>Something failed.</summary>
    Error = 3,

    /// <summary>Something to know.</summary>
    Information = 4,

    /// <summary>Something to confirm.</summary>
    Confirmation = 5,
}
