using System.Globalization;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Objects;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Lifecycle;

/// <summary>One rule. Days count from when a version was written, became noncurrent, or an upload was begun.</summary>
internal sealed record LifecycleRule
{
    private const int MaxIdLength = 255;

    public required string Id { get; init; }

    public required bool IsEnabled { get; init; }

    public required LifecycleFilter Filter { get; init; }

    public int? ExpirationDays { get; init; }

    public DateTimeOffset? ExpirationDate { get; init; }

    public bool ExpiresLoneDeleteMarkers { get; init; }

    public int? NoncurrentDays { get; init; }

    /// <summary>So many of the newest noncurrent versions stay, whatever their age.</summary>
    public int NoncurrentKept { get; init; }

    public int? AbortUploadsAfterDays { get; init; }

    public DateTimeOffset? ExpiresAt(StoredObject version, TimeSpan day) =>
        ExpirationDate ?? (ExpirationDays is { } days ? After(version.LastModified, days, day) : null);

    /// <summary>S3 rounds up to the next midnight UTC; days of another length are for tests and are not rounded.</summary>
    public static DateTimeOffset After(DateTimeOffset start, int days, TimeSpan day)
    {
        if (day != TimeSpan.FromDays(1))
        {
            return start + (days * day);
        }
        var due = start.UtcDateTime.AddDays(days);
        return new DateTimeOffset(due == due.Date ? due : due.Date.AddDays(1), TimeSpan.Zero);
    }

    public static LifecycleRule Parse(XmlRequest xml)
    {
        xml.Allow("ID", "Status", "Prefix", "Filter", "Expiration", "NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload", "Transition", "NoncurrentVersionTransition");
        if (xml.Child("Transition") is not null || xml.Child("NoncurrentVersionTransition") is not null)
        {
            throw S3Error.InvalidRequest.With("Transitions cannot be applied: this server keeps every storage class in the same place. Leave them out.");
        }
        var id = xml.Value("ID") ?? "";
        if (id.Length > MaxIdLength)
        {
            throw S3Error.InvalidArgument.With($"ID length should not exceed allowed limit of {MaxIdLength}");
        }
        var expiration = xml.Child("Expiration");
        var noncurrent = xml.Child("NoncurrentVersionExpiration");
        var abort = xml.Child("AbortIncompleteMultipartUpload");
        if (expiration is null && noncurrent is null && abort is null)
        {
            throw S3Error.InvalidRequest.With("At least one action needs to be specified in a rule.");
        }
        var rule = new LifecycleRule
        {
            Id = id.Length > 0 ? id : Guid.NewGuid().ToString("n"),
            IsEnabled = xml.Value("Status") switch
            {
                "Enabled" => true,
                "Disabled" => false,
                _ => throw S3Error.MalformedXml.With("Status must be Enabled or Disabled."),
            },
            Filter = LifecycleFilter.Parse(xml),
            ExpirationDays = Days(expiration, "Days"),
            ExpirationDate = Date(expiration?.Value("Date")),
            ExpiresLoneDeleteMarkers = expiration?.Value("ExpiredObjectDeleteMarker")?.Trim() == "true",
            NoncurrentDays = noncurrent is null ? null : Days(noncurrent, "NoncurrentDays") ?? throw S3Error.MalformedXml.With("NoncurrentVersionExpiration has no NoncurrentDays."),
            NoncurrentKept = Days(noncurrent, "NewerNoncurrentVersions") ?? 0,
            AbortUploadsAfterDays = abort is null ? null : Days(abort, "DaysAfterInitiation") ?? throw S3Error.MalformedXml.With("AbortIncompleteMultipartUpload has no DaysAfterInitiation."),
        };
        rule.Check(expiration);
        return rule;
    }

    private void Check(XmlRequest? expiration)
    {
        expiration?.Allow("Days", "Date", "ExpiredObjectDeleteMarker");
        if (expiration is not null && expiration.Children.Count != 1)
        {
            throw S3Error.MalformedXml.With("Expiration has one of Days, Date and ExpiredObjectDeleteMarker.");
        }
        if (!Filter.IsPrefixOnly && (AbortUploadsAfterDays is not null || ExpiresLoneDeleteMarkers) && Filter.HasTags)
        {
            throw S3Error.InvalidRequest.With("AbortIncompleteMultipartUpload and ExpiredObjectDeleteMarker cannot be specified with tags.");
        }
    }

    private static int? Days(XmlRequest? xml, string name) => xml?.Number(name) is not { } days ? null
        : days > 0 ? days
        : throw S3Error.InvalidArgument.With($"'{name}' for {xml.Name} action must be a positive integer");

    private static DateTimeOffset? Date(string? text)
    {
        if (text is null)
        {
            return null;
        }
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date))
        {
            throw S3Error.MalformedXml.With($"The date \"{text}\" is not an ISO 8601 time.");
        }
        return date.TimeOfDay == TimeSpan.Zero ? date : throw S3Error.InvalidArgument.With("'Date' must be at midnight GMT");
    }
}
