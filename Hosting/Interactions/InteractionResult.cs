using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting;

/// <summary>Makes results of prompts.</summary>
public static class InteractionResult
{
    /// <summary>A prompt that was answered.</summary>
    public static InteractionResult<T> Ok<T>(T result) => new(result, canceled: false);

    /// <summary>A prompt that was dismissed.</summary>
    public static InteractionResult<T> Cancel<T>(T? data = default) => new(data, canceled: true);
}

/// <summary>The outcome of a prompt.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
public class InteractionResult<T>
{
    internal InteractionResult(T? data, bool canceled)
    {
        Data = data;
        Canceled = canceled;
    }

    /// <summary>The answer.</summary>
    public T? Data { get; }

    /// <summary>True when the prompt was dismissed without an answer.</summary>
    [MemberNotNullWhen(false, nameof(Data))]
    public bool Canceled { get; }
}
