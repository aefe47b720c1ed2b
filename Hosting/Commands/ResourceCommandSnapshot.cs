using System.Diagnostics;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A command of a resource as it is offered at one moment.</summary>
/// <param name="Name">The name, unique on the resource.</param>
/// <param name="State">Whether it can be run now.</param>
/// <param name="DisplayName">The name shown to people.</param>
/// <param name="DisplayDescription">What it does.</param>
/// <param name="Parameter">Obsolete; use <see cref="Arguments"/>.</param>
/// <param name="ConfirmationMessage">A question to answer before it runs; null when it runs at once.</param>
/// <param name="IconName">The name of its Fluent UI icon.</param>
/// <param name="IconVariant">The variant of the icon.</param>
/// <param name="IsHighlighted">True to show it outside the menu.</param>
[DebuggerDisplay(null, Name = "{Name}")]
public sealed record ResourceCommandSnapshot(
    string Name,
    ResourceCommandState State,
    string DisplayName,
    string? DisplayDescription,
    [property: Obsolete("Use Arguments to describe invocation arguments.")] object? Parameter,
    string? ConfirmationMessage,
    string? IconName,
    IconVariant? IconVariant,
    bool IsHighlighted)
{
    /// <summary>What the command asks for before it runs.</summary>
    public IReadOnlyList<InteractionInput> Arguments { get; init; } = [];

    /// <summary>Where the command is offered.</summary>
    public ResourceCommandVisibility Visibility { get; init; } = ResourceCommandVisibility.UI | ResourceCommandVisibility.Api;
}

/// <summary>Whether a command can be run.</summary>
public enum ResourceCommandState
{
    /// <summary>It can be run.</summary>
    Enabled,

    /// <summary>It is shown but cannot be run.</summary>
    Disabled,

    /// <summary>It is not shown.</summary>
    Hidden,
}

/// <summary>Where a command is offered.</summary>
[Flags]
public enum ResourceCommandVisibility
{
    /// <summary>Nowhere; code can still run it.</summary>
    None = 0,

    /// <summary>In the dashboard.</summary>
    UI = 1,

    /// <summary>To programs such as the command line.</summary>
    Api = 2,
}
