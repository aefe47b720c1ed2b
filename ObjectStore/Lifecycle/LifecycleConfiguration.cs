using Platform.ObjectStore.Http;
using Platform.ObjectStore.Objects;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Lifecycle;

/// <summary>Rules that remove objects, versions and unfinished uploads by age.</summary>
internal sealed class LifecycleConfiguration(IReadOnlyList<LifecycleRule> rules)
{
    private const int MaxRules = 1000;

    public IEnumerable<LifecycleRule> Active => rules.Where(rule => rule.IsEnabled);

    /// <summary>When the current version of a key expires first, and by which rule.</summary>
    public (DateTimeOffset At, string RuleId)? ExpiryOf(string key, StoredObject version, TimeSpan day)
    {
        (DateTimeOffset At, string RuleId)? first = null;
        foreach (var rule in Active.Where(rule => rule.Filter.Matches(key, version)))
        {
            if (rule.ExpiresAt(version, day) is { } at && (first is null || at < first.Value.At))
            {
                first = (at, rule.Id);
            }
        }
        return first;
    }

    public static LifecycleConfiguration Parse(string document)
    {
        var root = XmlRequest.Parse(System.Text.Encoding.UTF8.GetBytes(document), "LifecycleConfiguration");
        root.Allow("Rule");
        var rules = root.All("Rule").Select(LifecycleRule.Parse).ToList();
        if (rules.Count is 0 or > MaxRules)
        {
            throw S3Error.MalformedXml.With($"A lifecycle configuration has between 1 and {MaxRules} rules.");
        }
        return rules.DistinctBy(rule => rule.Id).Count() == rules.Count
            ? new LifecycleConfiguration(rules)
            : throw S3Error.InvalidArgument.With("Rule ID must be unique. Found same ID for one or more rules.");
    }
}
