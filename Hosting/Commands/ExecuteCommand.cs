using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a command is given when it runs.</summary>
public sealed class ExecuteCommandContext
{
    /// <summary>The application's services.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>The resource's name; with replicas, that of one of them.</summary>
    public required string ResourceName { get; init; }

    /// <summary>Ends when the command is cancelled.</summary>
    public required CancellationToken CancellationToken { get; init; }

    /// <summary>Writes to the resource's console log.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>The validated arguments; empty when the command asks for none.</summary>
    public required InteractionInputCollection Arguments { get; init; }
}

/// <summary>What a callback that decides about a command's state is given.</summary>
public sealed class UpdateCommandStateContext
{
    /// <summary>The resource as it is now.</summary>
    public required CustomResourceSnapshot ResourceSnapshot { get; init; }

    /// <summary>The application's services.</summary>
    public required IServiceProvider Services { get; init; }
}

/// <summary>The outcome of a command. <see cref="CommandResults"/> makes the common ones.</summary>
public sealed class ExecuteCommandResult
{
    private string? _message;

    /// <summary>Whether the command succeeded.</summary>
    public required bool Success { get; init; }

    /// <summary>Whether the command was cancelled.</summary>
    public bool Canceled { get; init; }

    /// <summary>Superseded by <see cref="Message"/>.</summary>
    [Obsolete("Use Message instead.")]
    public string? ErrorMessage
    {
        get => _message;
        init => _message ??= value;
    }

    /// <summary>What is said to people about the outcome.</summary>
    public string? Message
    {
        get => _message;
        init => _message = value;
    }

    /// <summary>What the command produced.</summary>
    public CommandResultData? Data { get; init; }

    /// <summary>The arguments with their errors, when they were refused.</summary>
    internal InteractionInputCollection? InvalidArguments { get; init; }
}

/// <summary>What a command produced.</summary>
public sealed class CommandResultData
{
    /// <summary>The content.</summary>
    public required string Value { get; init; }

    /// <summary>The format of <see cref="Value"/>.</summary>
    public CommandResultFormat Format { get; init; }

    /// <summary>Whether the dashboard opens it at once instead of offering it.</summary>
    public bool DisplayImmediately { get; init; }
}

/// <summary>Formats of a command's result.</summary>
public enum CommandResultFormat
{
    /// <summary>Plain text.</summary>
    Text,

    /// <summary>JSON.</summary>
    Json,

    /// <summary>Markdown.</summary>
    Markdown,
}
