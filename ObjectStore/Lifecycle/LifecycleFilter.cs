using System.Globalization;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Objects;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Lifecycle;

/// <summary>Which objects a rule is about; all conditions must hold.</summary>
internal sealed record LifecycleFilter(string Prefix, IReadOnlyList<KeyValuePair<string, string>> Tags, long? LargerThan, long? SmallerThan)
{
    /// <summary>Only a prefix, which is all that unfinished uploads and delete markers can be told apart by.</summary>
    public bool IsPrefixOnly => Tags.Count == 0 && LargerThan is null && SmallerThan is null;

    public bool HasTags => Tags.Count > 0;

    public bool Matches(string key, StoredObject version) =>
        key.StartsWith(Prefix, StringComparison.Ordinal)
        && (LargerThan is null || version.Size > LargerThan)
        && (SmallerThan is null || version.Size < SmallerThan)
        && Tags.All(version.Tags.Contains);

    public static LifecycleFilter Parse(XmlRequest rule)
    {
        var filter = rule.Child("Filter");
        if (filter is null)
        {
            return new LifecycleFilter(rule.Value("Prefix") ?? throw S3Error.MalformedXml.With("A Rule needs a Filter or a Prefix."), [], null, null);
        }
        if (rule.Child("Prefix") is not null || filter.Children.Count > 1)
        {
            throw S3Error.MalformedXml.With("A Rule has one Filter or Prefix, and a Filter one condition; join several by And.");
        }
        filter.Allow("Prefix", "Tag", "ObjectSizeGreaterThan", "ObjectSizeLessThan", "And");
        var conditions = filter.Child("And") ?? filter;
        conditions.Allow("Prefix", "Tag", "ObjectSizeGreaterThan", "ObjectSizeLessThan", "And");
        var tags = conditions.All("Tag").Select(tag => KeyValuePair.Create(tag.Required("Key"), tag.Value("Value") ?? "")).ToList();
        return new LifecycleFilter(
            conditions.Value("Prefix") ?? "", tags, Size(conditions, "ObjectSizeGreaterThan"), Size(conditions, "ObjectSizeLessThan"));
    }

    private static long? Size(XmlRequest xml, string name) => xml.Value(name) is not { } text ? null
        : long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size
        : throw S3Error.MalformedXml.With($"{name} is \"{text}\", expected a number of bytes.");
}
