using Aspire.Hosting;

namespace Platform.Hosting.Interactions;

/// <summary>When inputs with dynamic loading are loaded.</summary>
internal static class InputLoading
{
    /// <summary>Whether everything that the input depends on has a value.</summary>
    public static bool CanLoad(InputLoadOptions loading, InteractionInputCollection inputs) =>
        loading.AlwaysLoadOnStart
        || loading.DependsOnInputs is not { Count: > 0 } names
        || names.All(name => inputs.TryGetByName(name, out var input) && !string.IsNullOrEmpty(input.Value));
}
