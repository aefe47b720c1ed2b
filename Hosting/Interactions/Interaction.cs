using Aspire.Hosting;

namespace Platform.Hosting.Interactions;

/// <summary>A prompt that waits for its answer.</summary>
internal sealed class Interaction(int id, string title, string? message, InteractionOptions options, InteractionContent content)
{
    private readonly TaskCompletionSource<object?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Id => id;

    public string Title => title;

    public string? Message => message;

    public InteractionOptions Options => options;

    public InteractionContent Content => content;

    /// <summary>The answer: what the content asks for, or null when the prompt was dismissed.</summary>
    public Task<object?> Answer => _answer.Task;

    public bool IsComplete => _answer.Task.IsCompleted;

    public bool TryComplete(object? answer) => _answer.TrySetResult(answer);
}

/// <summary>What a prompt shows, and so what it asks for.</summary>
internal abstract record InteractionContent
{
    /// <summary>A dialog with a message; asks for true or false.</summary>
    public sealed record MessageBox(MessageIntent Intent) : InteractionContent;

    /// <summary>A message bar; asks for true or false.</summary>
    public sealed record Notification(MessageIntent Intent, string? LinkText, string? LinkUrl) : InteractionContent;

    /// <summary>A dialog with inputs; asks for their values.</summary>
    public sealed record Inputs(InteractionInputCollection Items, IReadOnlyDictionary<string, InputLoader> Loaders) : InteractionContent;
}
