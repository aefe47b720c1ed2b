using System.Diagnostics;

namespace Aspire.Hosting;

/// <summary>A value that a prompt or a command asks for.</summary>
[DebuggerDisplay("Name = {Name}, InputType = {InputType}, Required = {Required}")]
public sealed class InteractionInput
{
    /// <summary>The name, unique among the inputs asked for together (case-insensitive).</summary>
    public required string Name { get; init; }

    /// <summary>The label shown to people; the name when there is none.</summary>
    public string? Label { get; init; }

    /// <summary>What the value is for.</summary>
    public string? Description { get; init; }

    /// <summary>Whether <see cref="Description"/> is Markdown.</summary>
    public bool EnableDescriptionMarkdown { get; init; }

    /// <summary>The kind of value.</summary>
    public required InputType InputType { get; init; }

    /// <summary>Whether a value must be given.</summary>
    public bool Required { get; init; }

    /// <summary>For <see cref="InputType.Choice"/>: the values and their labels.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Options { get; set; }

    /// <summary>How the input changes with the values of others.</summary>
    public InputLoadOptions? DynamicLoading { get; init; }

    /// <summary>The value: the default before, the answer after.</summary>
    public string? Value { get; set; }

    /// <summary>A hint shown while the input is empty.</summary>
    public string? Placeholder { get; init; }

    /// <summary>For <see cref="InputType.Choice"/>: whether other values than the options are allowed.</summary>
    public bool AllowCustomChoice { get; init; }

    /// <summary>Whether the input cannot be changed.</summary>
    public bool Disabled { get; set; }

    /// <summary>The greatest length in characters; 8,000 when null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int? MaxLength
    {
        get;
        init
        {
            if (value is { } length)
            {
                ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
            }

            field = value;
        }
    }

    internal List<string> ValidationErrors { get; } = [];

    /// <summary>Changes when the input's dynamic loading is running.</summary>
    internal bool Loading { get; set; }

    internal InteractionInput Copy(string? value) => new()
    {
        Name = Name,
        Label = Label,
        Description = Description,
        EnableDescriptionMarkdown = EnableDescriptionMarkdown,
        InputType = InputType,
        Required = Required,
        Options = Options,
        DynamicLoading = DynamicLoading,
        Value = value,
        Placeholder = Placeholder,
        AllowCustomChoice = AllowCustomChoice,
        Disabled = Disabled,
        MaxLength = MaxLength,
    };
}

/// <summary>Kinds of input.</summary>
public enum InputType
{
    /// <summary>One line of text.</summary>
    Text,

    /// <summary>One line of text that is masked.</summary>
    SecretText,

    /// <summary>One of the options.</summary>
    Choice,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A number, with a dot as the decimal separator.</summary>
    Number,
}

/// <summary>How an input is loaded, and again when others change.</summary>
public sealed class InputLoadOptions
{
    /// <summary>Sets the input's value, options or disabled state.</summary>
    public required Func<LoadInputContext, Task> LoadCallback { get; init; }

    /// <summary>Whether to load when the prompt opens although <see cref="DependsOnInputs"/> names inputs.</summary>
    public bool AlwaysLoadOnStart { get; init; }

    /// <summary>Names of the inputs that come before this one and on whose values it depends.</summary>
    public IReadOnlyList<string>? DependsOnInputs { get; init; }
}

/// <summary>What a load callback is given.</summary>
public sealed class LoadInputContext
{
    /// <summary>The input to load.</summary>
    public required InteractionInput Input { get; init; }

    /// <summary>All inputs of the prompt.</summary>
    public required InteractionInputCollection AllInputs { get; init; }

    /// <summary>The application's services.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>Ends when the prompt closes or newer values arrive.</summary>
    public required CancellationToken CancellationToken { get; init; }
}
