using System.Collections;
using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Notifications;

/// <summary>Compares snapshots by content, which record equality does not do for their arrays.</summary>
internal static class SnapshotEquality
{
    public static bool SameContent(CustomResourceSnapshot a, CustomResourceSnapshot b) =>
        ReferenceEquals(a, b) ||
        (SameScalars(a, b)
            && a.HealthReports.AsSpan().SequenceEqual(b.HealthReports.AsSpan())
            && a.EnvironmentVariables.AsSpan().SequenceEqual(b.EnvironmentVariables.AsSpan())
            && a.Urls.AsSpan().SequenceEqual(b.Urls.AsSpan())
            && a.Volumes.AsSpan().SequenceEqual(b.Volumes.AsSpan())
            && a.Commands.AsSpan().SequenceEqual(b.Commands.AsSpan())
            && a.Relationships.AsSpan().SequenceEqual(b.Relationships.AsSpan())
            && SameProperties(a.Properties, b.Properties));

    private static bool SameScalars(CustomResourceSnapshot a, CustomResourceSnapshot b) =>
        a.ResourceType == b.ResourceType
        && a.State == b.State
        && a.CreationTimeStamp == b.CreationTimeStamp
        && a.StartTimeStamp == b.StartTimeStamp
        && a.StopTimeStamp == b.StopTimeStamp
        && a.ExitCode == b.ExitCode
        && a.IsHidden == b.IsHidden
        && a.IconName == b.IconName
        && a.IconVariant == b.IconVariant
        && a.ResourceReadyEvent == b.ResourceReadyEvent;

    private static bool SameProperties(ImmutableArray<ResourcePropertySnapshot> a, ImmutableArray<ResourcePropertySnapshot> b)
    {
        if (a.Length != b.Length)
        {
            return false;
        }

        for (var i = 0; i < a.Length; i++)
        {
            if (a[i].Name != b[i].Name || a[i].IsSensitive != b[i].IsSensitive || !SameValue(a[i].Value, b[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    public static bool SameValue(object? a, object? b) =>
        Equals(a, b) ||
        (a is IEnumerable x and not string && b is IEnumerable y and not string
            && x.Cast<object?>().SequenceEqual(y.Cast<object?>(), ValueComparer.Instance));

    private sealed class ValueComparer : IEqualityComparer<object?>
    {
        public static readonly ValueComparer Instance = new();

        public new bool Equals(object? x, object? y) => SameValue(x, y);

        public int GetHashCode(object? obj) => obj?.GetHashCode() ?? 0;
    }
}
