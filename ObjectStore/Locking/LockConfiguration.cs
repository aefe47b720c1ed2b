using Platform.ObjectStore.Http;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Locking;

/// <summary>Object lock of a bucket, with the retention that new versions get unless they bring their own.</summary>
internal sealed record LockConfiguration(RetentionMode? Mode, int? Days, int? Years)
{
    public const string EnabledDocument =
        "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>";

    private const int MaxDays = 36500;

    public static LockConfiguration Parse(string document)
    {
        var root = XmlRequest.Parse(System.Text.Encoding.UTF8.GetBytes(document), "ObjectLockConfiguration");
        if (root.Value("ObjectLockEnabled") is not "Enabled")
        {
            throw S3Error.MalformedXml.With("ObjectLockEnabled must be Enabled.");
        }
        if (root.Child("Rule") is not { } rule)
        {
            return new LockConfiguration(null, null, null);
        }
        var retention = rule.Child("DefaultRetention") ?? throw S3Error.MalformedXml.With("Rule has no DefaultRetention.");
        var mode = Retention.ParseMode(retention.Value("Mode")) ?? throw S3Error.MalformedXml.With("Mode must be GOVERNANCE or COMPLIANCE.");
        var (days, years) = (retention.Number("Days"), retention.Number("Years"));
        if (days is null == years is null)
        {
            throw S3Error.MalformedXml.With("DefaultRetention needs either Days or Years.");
        }
        return days <= 0 || years <= 0 ? throw S3Error.InvalidArgument.With("Default retention period must be a positive integer value.")
            : days > MaxDays || years > MaxDays / 365 ? throw S3Error.InvalidArgument.With("Default retention period too large")
            : new LockConfiguration(mode, days, years);
    }

    public Retention? DefaultRetention(DateTimeOffset now) => Mode is not { } mode ? null
        : new Retention(mode, Days is { } days ? now.AddDays(days) : now.AddYears(Years!.Value));
}
