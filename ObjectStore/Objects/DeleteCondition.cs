using System.Globalization;
using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Objects;

/// <summary>Deletes only what the client has seen. Where there is nothing to delete, no condition fails.</summary>
internal sealed record DeleteCondition(string? IfMatch, DateTimeOffset? LastModified, long? Size)
{
    /// <exception cref="S3Exception">InvalidArgument: not a time, not a size.</exception>
    public static DeleteCondition From(string? ifMatch, string? lastModified, string? size)
    {
        DateTimeOffset? time = null;
        if (lastModified is not null)
        {
            time = DateTimeOffset.TryParse(lastModified, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var parsed)
                ? parsed : throw S3Error.InvalidArgument.With($"\"{lastModified}\" is not a time.", ("ArgumentValue", lastModified));
        }
        long? length = null;
        if (size is not null)
        {
            length = long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
                ? parsed : throw S3Error.InvalidArgument.With($"\"{size}\" is not a number of bytes.", ("ArgumentValue", size));
        }
        return new DeleteCondition(ifMatch, time, length);
    }

    /// <exception cref="S3Exception">PreconditionFailed.</exception>
    public void Check(StoredObject? version)
    {
        if (version is null)
        {
            return;
        }
        Require(IfMatch is null || (ETags.Matches(IfMatch, version.ETag) && (IfMatch == "*" || !version.IsDeleteMarker)), "If-Match");
        // Clients have seen whole seconds in headers, milliseconds in listings.
        Require(LastModified is null || (version.LastModified - LastModified.Value).Duration() < TimeSpan.FromSeconds(1), "x-amz-if-match-last-modified-time");
        Require(Size is null || version.Size == Size, "x-amz-if-match-size");
    }

    private static void Require(bool holds, string condition)
    {
        if (!holds)
        {
            throw S3Error.PreconditionFailed.With(S3Error.PreconditionFailed.Message, ("Condition", condition));
        }
    }
}
