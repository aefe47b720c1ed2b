using System.Globalization;
using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Objects;

/// <summary>Conditions of reads and copies, in the precedence of RFC 9110 section 13.2.2.</summary>
internal sealed record ReadCondition(string? IfMatch, string? IfNoneMatch, DateTimeOffset? IfModifiedSince, DateTimeOffset? IfUnmodifiedSince)
{
    /// <param name="prefix">"" for reads, "x-amz-copy-source-" for the source of a copy.</param>
    public static ReadCondition From(S3Context context, string prefix = "") => new(
        context.Header(prefix + "if-match"),
        context.Header(prefix + "if-none-match"),
        Date(context.Header(prefix + "if-modified-since")),
        Date(context.Header(prefix + "if-unmodified-since")));

    /// <summary>Null where the version may be sent, else what stands against it.</summary>
    public S3Error? Check(StoredObject version, out string condition)
    {
        // Header dates have whole seconds.
        var modified = new DateTimeOffset(version.LastModified.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
        condition = IfMatch is not null ? "If-Match" : "If-Unmodified-Since";
        if (IfMatch is not null ? !ETags.Matches(IfMatch, version.ETag) : IfUnmodifiedSince < modified)
        {
            return S3Error.PreconditionFailed;
        }
        condition = IfNoneMatch is not null ? "If-None-Match" : "If-Modified-Since";
        return (IfNoneMatch is not null ? ETags.Matches(IfNoneMatch, version.ETag) : IfModifiedSince >= modified)
            ? S3Error.NotModified
            : null;
    }

    private static DateTimeOffset? Date(string? header) => DateTimeOffset.TryParse(
        header, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date) ? date : null;
}
