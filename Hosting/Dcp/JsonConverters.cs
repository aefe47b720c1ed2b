using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Hosting.Dcp;

/// <summary>Times with exactly six digits of a second, as Kubernetes' MicroTime wants them.</summary>
internal sealed class MicroTimeConverter : JsonConverter<DateTimeOffset?>
{
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? null : reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        if (value is { } time)
        {
            writer.WriteStringValue(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}

/// <summary>Durations as Go writes them: <c>1m30s</c>, <c>1.5s</c>, <c>250ms</c>.</summary>
internal sealed class GoDurationConverter : JsonConverter<TimeSpan?>
{
    public override TimeSpan? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? null : Parse(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, TimeSpan? value, JsonSerializerOptions options)
    {
        if (value is { } duration)
        {
            writer.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds}ms"));
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    internal static TimeSpan Parse(string text)
    {
        var rest = text.AsSpan();
        var sign = rest.StartsWith("-") ? -1 : 1;
        rest = rest.TrimStart("+-");
        var total = 0.0;
        while (rest.Length > 0 && !rest.SequenceEqual("0"))
        {
            var digits = rest.IndexOfAnyExcept("0123456789.");
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            {
                throw new JsonException($"'{text}' is not a duration such as 1m30s or 250ms.");
            }

            rest = rest[digits..];
            var unitLength = rest.IndexOfAny("0123456789.");
            var unit = unitLength < 0 ? rest : rest[..unitLength];
            total += amount * unit switch
            {
                "h" => 3_600_000,
                "m" => 60_000,
                "s" => 1_000,
                "ms" => 1,
                "us" or "µs" => 0.001,
                "ns" => 0.000001,
                _ => throw new JsonException($"'{text}' is not a duration such as 1m30s or 250ms."),
            };
            rest = rest[unit.Length..];
        }

        return TimeSpan.FromMilliseconds(sign * total);
    }
}
