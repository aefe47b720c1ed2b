using Platform.ObjectStore.Http;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Objects;

/// <summary>Tags of objects and buckets, from a header, a form or XML.</summary>
internal static class TagSet
{
    public const int MaxObjectTags = 10;
    public const int MaxBucketTags = 50;
    private const int MaxKeyLength = 128;
    private const int MaxValueLength = 256;

    /// <summary>Parses "a=1&amp;b=2", URL-encoded.</summary>
    public static List<KeyValuePair<string, string>> FromHeader(string? header)
    {
        var tags = new List<KeyValuePair<string, string>>();
        foreach (var pair in (header ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            try
            {
                tags.Add(equals < 0
                    ? new(PercentCoding.Decode(pair, plusIsSpace: true), "")
                    : new(PercentCoding.Decode(pair.AsSpan(0, equals), plusIsSpace: true), PercentCoding.Decode(pair.AsSpan(equals + 1), plusIsSpace: true)));
            }
            catch (S3Exception)
            {
                throw S3Error.InvalidArgument.With("The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.");
            }
        }
        return Checked(tags, MaxObjectTags);
    }

    public static List<KeyValuePair<string, string>> FromXml(ReadOnlyMemory<byte> body, int max)
    {
        var root = XmlRequest.Parse(body, "Tagging");
        var set = root.Child("TagSet") ?? throw S3Error.MalformedXml.With("Tagging has no TagSet.");
        set.Allow("Tag");
        return Checked([.. set.All("Tag").Select(tag => KeyValuePair.Create(tag.Required("Key"), tag.Required("Value")))], max);
    }

    public static void Write(System.Xml.XmlWriter xml, IEnumerable<KeyValuePair<string, string>> tags)
    {
        xml.WriteStartElement("TagSet");
        foreach (var (key, value) in tags)
        {
            xml.WriteStartElement("Tag");
            xml.WriteElementString("Key", key);
            xml.WriteElementString("Value", value);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static List<KeyValuePair<string, string>> Checked(List<KeyValuePair<string, string>> tags, int max)
    {
        if (tags.Count > max)
        {
            throw S3Error.InvalidTag.With($"{(max == MaxObjectTags ? "Object tags" : "Bucket tag count")} cannot be greater than {max}");
        }
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            if (key.Length is 0 or > MaxKeyLength || !key.All(IsAllowed))
            {
                throw S3Error.InvalidTag.With("The TagKey you have provided is invalid", ("TagKey", key));
            }
            if (value.Length > MaxValueLength || !value.All(IsAllowed))
            {
                throw S3Error.InvalidTag.With("The TagValue you have provided is invalid", ("TagKey", key), ("TagValue", value));
            }
            if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
            {
                throw S3Error.InvalidTag.With("System tags cannot be added/updated by requester");
            }
            if (!names.Add(key))
            {
                throw S3Error.InvalidTag.With("Cannot provide multiple Tags with the same key", ("TagKey", key));
            }
        }
        return tags;
    }

    private static bool IsAllowed(char character) =>
        char.IsLetterOrDigit(character) || char.IsSurrogate(character) || " +-=._:/@".Contains(character);
}
