using Platform.ObjectStore.Http;
using Platform.ObjectStore.Objects;

namespace Platform.ObjectStore.Locking;

internal static class LockCheck
{
    /// <exception cref="S3Exception">AccessDenied: the version is under a legal hold or a retention that lasts.</exception>
    public static void AllowDeletion(StoredObject version, bool bypassGovernance, DateTimeOffset now)
    {
        if (version.LegalHold)
        {
            throw S3Error.AccessDenied.With("Access Denied because object protected by object lock: it is under a legal hold.");
        }
        if (version.Retention is { } retention && retention.Until > now && !(retention.Mode == RetentionMode.Governance && bypassGovernance))
        {
            throw S3Error.AccessDenied.With($"Access Denied because object protected by object lock: {retention.ModeName} retention until {Xml.XmlResponse.Time(retention.Until)}.");
        }
    }

    /// <exception cref="S3Exception">AccessDenied: a retention that lasts would be weakened.</exception>
    public static void AllowChange(Retention? current, Retention? wanted, bool bypassGovernance, DateTimeOffset now)
    {
        if (current is null || current.Until <= now)
        {
            return;
        }
        var weaker = wanted is null || wanted.Until < current.Until || wanted.Mode != current.Mode;
        if (weaker && !(current.Mode == RetentionMode.Governance && bypassGovernance))
        {
            throw S3Error.AccessDenied.With($"Access Denied because object protected by object lock: {current.ModeName} retention until {Xml.XmlResponse.Time(current.Until)}.");
        }
    }

    public static bool Bypasses(S3Context context) =>
        string.Equals(context.Header(S3Headers.BypassGovernance), "true", StringComparison.OrdinalIgnoreCase);
}
