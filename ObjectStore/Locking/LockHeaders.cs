using System.Globalization;
using Platform.ObjectStore.Buckets;
using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Locking;

/// <summary>Retention and legal hold as headers or form fields give them.</summary>
internal static class LockHeaders
{
    public static Retention? Retention(string? mode, string? until, Bucket bucket, DateTimeOffset now)
    {
        if (mode is null && until is null)
        {
            return bucket.Lock?.DefaultRetention(now);
        }
        Require(bucket);
        if (mode is null || until is null)
        {
            throw S3Error.InvalidArgument.With("x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied");
        }
        var parsed = Locking.Retention.ParseMode(mode) ?? throw S3Error.InvalidArgument.With("Unknown wormMode directive.");
        return new Retention(parsed, Future(until, now, S3Error.InvalidArgument));
    }

    public static bool LegalHold(string? status, Bucket bucket)
    {
        if (status is null)
        {
            return false;
        }
        Require(bucket);
        return status switch
        {
            "ON" => true,
            "OFF" => false,
            _ => throw S3Error.InvalidArgument.With("Legal Hold must be either of 'ON' or 'OFF'"),
        };
    }

    /// <exception cref="S3Exception">InvalidArgument for a time that has passed; <paramref name="malformed"/> for no time at all.</exception>
    public static DateTimeOffset Future(string text, DateTimeOffset now, S3Error malformed)
    {
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var until))
        {
            throw malformed.With($"The retain until date \"{text}\" is not an ISO 8601 time.");
        }
        return until > now ? until : throw S3Error.InvalidArgument.With("The retain until date must be in the future!");
    }

    public static void Require(Bucket bucket)
    {
        if (bucket.Lock is null)
        {
            throw S3Error.InvalidRequest.With("Bucket is missing Object Lock Configuration");
        }
    }
}
