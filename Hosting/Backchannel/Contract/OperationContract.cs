using System.Text.Json.Nodes;

namespace Platform.Hosting.Backchannel.Contract;

internal sealed record ConsoleLogsRequest
{
    /// <summary>A resource or one of its instances; null for all.</summary>
    public string? ResourceName { get; init; }

    public bool Follow { get; init; }

    /// <summary>Only lines with this text, ignoring case.</summary>
    public string? Search { get; init; }

    /// <summary>Only the last lines; not with <see cref="Follow"/>.</summary>
    public int? Tail { get; init; }

    public bool IncludeHidden { get; init; }
}

internal sealed record ConsoleLogLine(string ResourceName, int LineNumber, string Content, bool IsError);

internal sealed record ConsoleLogBatch(ConsoleLogLine[] Lines);

internal sealed record WaitRequest
{
    public string ResourceName { get; init; } = "";

    /// <summary><c>healthy</c>, <c>up</c> or <c>down</c>.</summary>
    public string Status { get; init; } = "";

    public int TimeoutSeconds { get; init; } = 120;
}

internal sealed record WaitResponse
{
    public required bool Success { get; init; }
    public string? State { get; init; }
    public string? HealthStatus { get; init; }
    public bool ResourceNotFound { get; init; }
    public bool TimedOut { get; init; }
    public string? ErrorMessage { get; init; }
}

internal sealed record CommandRequest
{
    public string ResourceName { get; init; } = "";
    public string CommandName { get; init; } = "";

    /// <summary>An object by name, or an array in the order of the command's arguments.</summary>
    public JsonNode? Arguments { get; init; }

    public bool ValidateOnly { get; init; }
    public bool NonInteractive { get; init; } = true;
    public bool ReturnArgumentInputs { get; init; }
}

internal sealed record CommandResponse
{
    public required bool Success { get; init; }
    public bool Canceled { get; init; }
    public string? Message { get; init; }

    /// <summary>The same as <see cref="Message"/>, for older callers.</summary>
    public string? ErrorMessage => Message;

    public CommandResponseValue? Value { get; init; }
    public CommandArgumentError[] ValidationErrors { get; init; } = [];
    public CommandArgumentDescription[]? ArgumentInputs { get; init; }
}

/// <summary>What a command returned; the format is <c>text</c>, <c>json</c> or <c>markdown</c>.</summary>
internal sealed record CommandResponseValue(string Value, string Format, bool DisplayImmediately);

internal sealed record CommandArgumentError(string ArgumentName, string ErrorMessage);
