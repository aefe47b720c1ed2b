using System.Collections;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Aspire.Hosting;

/// <summary>Inputs by position and by name (case-insensitive).</summary>
[DebuggerDisplay("Count = {Count}")]
public sealed class InteractionInputCollection : IReadOnlyList<InteractionInput>
{
    private readonly InteractionInput[] _inputs;
    private readonly Dictionary<string, InteractionInput> _byName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Collects inputs.</summary>
    /// <exception cref="InvalidOperationException">Two inputs have the same name.</exception>
    public InteractionInputCollection(IReadOnlyList<InteractionInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _inputs = [.. inputs];
        foreach (var input in _inputs)
        {
            if (!_byName.TryAdd(input.Name, input))
            {
                throw new InvalidOperationException($"Two inputs are named '{input.Name}'. Give each input its own name.");
            }
        }
    }

    /// <summary>The number of inputs.</summary>
    public int Count => _inputs.Length;

    /// <summary>The names of the inputs.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    /// <summary>The input at a position.</summary>
    public InteractionInput this[int index] => _inputs[index];

    /// <summary>The input with a name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such input.</exception>
    public InteractionInput this[string name] =>
        _byName.TryGetValue(name, out var input)
            ? input
            : throw new KeyNotFoundException($"There is no input named '{name}'. Inputs: {string.Join(", ", Names)}.");

    /// <summary>Finds an input by name.</summary>
    public bool TryGetByName(string name, [NotNullWhen(true)] out InteractionInput? input) => _byName.TryGetValue(name, out input);

    /// <summary>Whether there is an input with this name.</summary>
    public bool ContainsName(string name) => _byName.ContainsKey(name);

    /// <summary>The value of an input.</summary>
    /// <exception cref="KeyNotFoundException">There is no such input.</exception>
    public string? GetString(string name) => this[name].Value;

    /// <summary>The value of an input as <c>true</c> or <c>false</c>.</summary>
    /// <exception cref="FormatException">The value is neither.</exception>
    /// <exception cref="InvalidOperationException">The input has no value.</exception>
    public bool GetBoolean(string name) => bool.Parse(GetRequired(name));

    /// <summary>The value of an input as a whole number.</summary>
    /// <exception cref="FormatException">The value is no whole number.</exception>
    /// <exception cref="InvalidOperationException">The input has no value.</exception>
    public int GetInt32(string name) => int.Parse(GetRequired(name), NumberStyles.Integer, CultureInfo.InvariantCulture);

    /// <summary>The value of an input as a number with a dot as the decimal separator.</summary>
    /// <exception cref="FormatException">The value is no number.</exception>
    /// <exception cref="InvalidOperationException">The input has no value.</exception>
    public double GetDouble(string name) => double.Parse(GetRequired(name), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>Copies the inputs to an array.</summary>
    public InteractionInput[] ToArray() => [.. _inputs];

    /// <inheritdoc />
    public IEnumerator<InteractionInput> GetEnumerator() => _inputs.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private string GetRequired(string name) =>
        GetString(name) ?? throw new InvalidOperationException($"Input '{name}' has no value.");
}
