using Serilog.Events;
using Serilog.Formatting.Json;

namespace Platform.ServiceDefaults.Logging;

/// <summary>Writes property values as JSON, redacted.</summary>
internal sealed class RedactingValueFormatter() : JsonValueFormatter(typeTagName: "$type")
{
    private static readonly ScalarValue Masked = new(Redactor.Mask);

    public void FormatProperty(string name, LogEventPropertyValue value, TextWriter output) =>
        Format(Redactor.IsSensitive(name) ? Masked : value, output);

    protected override bool VisitScalarValue(TextWriter state, ScalarValue scalar) =>
        base.VisitScalarValue(state, scalar.Value is null or ValueType ? scalar : new ScalarValue(Redactor.RedactValue(scalar.Value)));

    protected override bool VisitStructureValue(TextWriter state, StructureValue structure) => base.VisitStructureValue(
        state,
        structure.Properties.Any(property => Redactor.IsSensitive(property.Name))
            ? new StructureValue(structure.Properties.Select(Hide), structure.TypeTag)
            : structure);

    protected override bool VisitDictionaryValue(TextWriter state, DictionaryValue dictionary) => base.VisitDictionaryValue(
        state,
        dictionary.Elements.Any(element => IsSensitive(element.Key))
            ? new DictionaryValue(dictionary.Elements.Select(element =>
                IsSensitive(element.Key) ? new KeyValuePair<ScalarValue, LogEventPropertyValue>(element.Key, Masked) : element))
            : dictionary);

    private static LogEventProperty Hide(LogEventProperty property) =>
        Redactor.IsSensitive(property.Name) ? new LogEventProperty(property.Name, Masked) : property;

    private static bool IsSensitive(ScalarValue key) => key.Value is string name && Redactor.IsSensitive(name);
}
