using System.Text.Json;

namespace Platform.LogShipper.Documents;

/// <summary>The fields of a CLEF event, of which each goes to one field of the document. What is no one else's goes with the rest.</summary>
internal sealed class ClefFields(JsonElement line)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public void Take(string name) => _taken.Add(name);

    public string? TakeText(string name)
    {
        if (!HasText(name))
        {
            return null;
        }

        Take(name);
        return line.GetProperty(name).GetString();
    }

    public long? TakeNumber(string name)
    {
        var number = Number(name);
        if (number is not null)
        {
            Take(name);
        }

        return number;
    }

    public bool HasText(string name) => line.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String;

    public long? Number(string name) => line.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    public double? TakeDouble(string name)
    {
        if (!line.TryGetProperty(name, out var value) || value.ValueKind is not JsonValueKind.Number || !value.TryGetDouble(out var number))
        {
            return null;
        }

        Take(name);
        return number;
    }

    // "EventId":{"Id":1,"Name":"Request"}
    public string? TakeEventCode()
    {
        if (!line.TryGetProperty("EventId", out var id) || id.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        Take("EventId");
        return id.TryGetProperty("Name", out var name) && name.ValueKind is JsonValueKind.String ? name.GetString()
            : id.TryGetProperty("Id", out var number) ? number.ToString()
            : null;
    }

    /// <summary>Writes what has not been taken as an object; nothing when there is none.</summary>
    public void WriteRest(Utf8JsonWriter json, string name)
    {
        var isBegun = false;
        foreach (var property in line.EnumerateObject())
        {
            // An empty name can be no field; a doubled @ stands for one.
            var key = property.Name.StartsWith("@@", StringComparison.Ordinal) ? property.Name[1..] : property.Name;
            if (_taken.Contains(property.Name) || key.Trim().Length == 0)
            {
                continue;
            }

            if (!isBegun)
            {
                isBegun = true;
                json.WriteStartObject(name);
            }

            json.WritePropertyName(key);
            property.Value.WriteTo(json);
        }

        if (isBegun)
        {
            json.WriteEndObject();
        }
    }
}
