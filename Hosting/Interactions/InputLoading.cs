using Aspire.Hosting;

namespace Platform.Hosting.Interactions;

/// <summary>When inputs with dynamic loading are loaded.</summary>
internal static class InputLoading
{
    /// <summary>Whether everything that the input depends on has a value.</summary>
    public static bool CanLoad(InputLoadOptions loading, InteractionInputCollection inputs) =>
        LoadsAtStart(loading)
        || loading.DependsOnInputs!.All(name => inputs.TryGetByName(name, out var input) && !string.IsNullOrEmpty(input.Value));

    public static bool LoadsAtStart(InputLoadOptions loading) => loading.AlwaysLoadOnStart || loading.DependsOnInputs is not { Count: > 0 };

    /// <exception cref="InvalidOperationException">An input depends on one that does not come before it.</exception>
    public static void RequireOrder(InteractionInputCollection inputs)
    {
        var before = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var input in inputs)
        {
            foreach (var name in input.DynamicLoading?.DependsOnInputs ?? [])
            {
                if (!before.Contains(name))
                {
                    throw new InvalidOperationException(
                        $"The input '{input.Name}' depends on '{name}', which does not come before it. Put '{name}' first.");
                }
            }

            before.Add(input.Name);
        }
    }

    /// <summary>Sets values by name and returns the names of the inputs that changed.</summary>
    public static HashSet<string> SetValues(this InteractionContent.Inputs inputs, IReadOnlyList<(string Name, string? Value)> values)
    {
        var changed = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in values)
        {
            if (!inputs.Items.TryGetByName(name, out var input))
            {
                continue;
            }

            // An unchecked box is sent as an empty value.
            var wanted = input.InputType == InputType.Boolean ? (bool.TryParse(value, out var set) && set ? "true" : "false") : value;
            if ((input.Value ?? "") != (wanted ?? ""))
            {
                input.Value = wanted;
                changed.Add(input.Name);
            }
        }

        return changed;
    }

    /// <summary>Names of the inputs that depend on one of these.</summary>
    public static IEnumerable<string> FindDependents(this InteractionContent.Inputs inputs, HashSet<string> names) =>
        inputs.Items.Where(input => input.DynamicLoading?.DependsOnInputs?.Any(names.Contains) == true).Select(input => input.Name);
}
