namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that comes from outside the model: configuration, a prompt, or a generated default.</summary>
public class ParameterResource : Resource, IExpressionValue
{
    private readonly Lazy<string> _value;

    /// <param name="name">The parameter's name.</param>
    /// <param name="callback">Gets the value, given the default; throws <see cref="MissingParameterValueException"/> when there is none.</param>
    /// <param name="secret">Whether the value is hidden in the dashboard and in logs.</param>
    public ParameterResource(string name, Func<ParameterDefault?, string> callback, bool secret = false) : base(name)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Secret = secret;
        _value = new(() => callback(Default), LazyThreadSafetyMode.ExecutionAndPublication);
    }

    /// <summary>The value when nobody has set one.</summary>
    public ParameterDefault? Default { get; set; }

    /// <summary>What the parameter is for.</summary>
    public string? Description { get; set; }

    /// <summary>Whether <see cref="Description"/> is Markdown.</summary>
    public bool EnableDescriptionMarkdown { get; set; }

    /// <summary>Whether the value is a connection string.</summary>
    public bool IsConnectionString { get; set; }

    /// <summary>Whether the value is hidden in the dashboard and in logs.</summary>
    public bool Secret { get; }

    /// <summary>The value.</summary>
    [Obsolete("Use GetValueAsync for async access or pass the ParameterResource directly to methods that accept it (e.g., environment variables).")]
    public string Value => ValueInternal;

    /// <inheritdoc />
    public string ValueExpression => IsConnectionString ? $"{{{Name}.connectionString}}" : $"{{{Name}.value}}";

    /// <summary>A value that was entered while the application runs, is being asked for, or was deleted; it comes before all others.</summary>
    internal TaskCompletionSource<string>? Pending { get; set; }

    internal string ValueInternal => Pending is { Task.IsCompleted: true } entered ? entered.Task.GetAwaiter().GetResult() : _value.Value;

    internal string ConfigurationKey { get; set; } = "";

    /// <summary>The value; waits for it when it is being asked for in the dashboard.</summary>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) =>
        Pending is { } pending ? await pending.Task.WaitAsync(cancellationToken).ConfigureAwait(false) : ValueInternal;

    /// <summary>The value; waits for it when it is being asked for in the dashboard.</summary>
    public ValueTask<string?> GetValueAsync(ValueProviderContext _, CancellationToken cancellationToken) => GetValueAsync(cancellationToken);
}
