using System.Globalization;
using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Objects;

/// <summary>GET and HEAD of an object.</summary>
internal static class GetObject
{
    private const int ChunkBytes = 64 * 1024;

    private static readonly (string Parameter, string Header)[] Overrides =
    [
        ("response-content-type", "Content-Type"),
        ("response-content-language", "Content-Language"),
        ("response-expires", "Expires"),
        ("response-cache-control", "Cache-Control"),
        ("response-content-disposition", "Content-Disposition"),
        ("response-content-encoding", "Content-Encoding"),
    ];

    public static async Task HandleAsync(S3Context context)
    {
        RefuseEncryption(context);
        var (version, reader) = Open(context);
        using (reader)
        {
            var length = Begin(context, version, reader);
            if (!HttpMethods.IsHead(context.Http.Request.Method))
            {
                await SendAsync(context, reader, length);
            }
        }
    }

    // How an object is encrypted was settled when it was written.
    private static void RefuseEncryption(S3Context context)
    {
        if (context.Header(S3Headers.Encryption) is { } value)
        {
            throw S3Error.InvalidArgument.With(
                $"{S3Headers.Encryption} header is not supported for this operation.", ("ArgumentName", S3Headers.Encryption), ("ArgumentValue", value));
        }
    }

    private static (StoredObject Version, ObjectReader Reader) Open(S3Context context)
    {
        var bucket = context.Bucket;
        try
        {
            return ObjectReader.Open(context.Store, bucket.Name, context.Key, context.VersionId);
        }
        catch (S3Exception e) when (e.Error == S3Error.NoSuchKey && !Policy.Access.IsAllowed(context, "s3:ListBucket", bucket, null))
        {
            // Who may not list must not learn which keys exist.
            throw S3Error.AccessDenied;
        }
    }

    /// <summary>Sets status and headers, and the reader to the range asked for.</summary>
    /// <returns>Length of the body in bytes.</returns>
    private static long Begin(S3Context context, StoredObject version, ObjectReader reader)
    {
        var response = context.Http.Response;
        if (ReadCondition.From(context).Check(version, out var failed) is { } error)
        {
            ObjectHeaders.WriteIdentity(context, version);
            throw error.With(error.Message, ("Condition", failed));
        }
        var range = RangeOf(context, version, reader, out var segment);
        ObjectHeaders.WriteAll(context, version);
        if (range is null || context.Request.Has("partNumber"))
        {
            ObjectHeaders.WriteChecksum(context, version, segment);
        }
        Override(context);
        var start = range?.Start ?? 0;
        var length = range?.Length ?? version.Size;
        if (range is { } part)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {part.Start}-{part.End}/{version.Size}");
        }
        response.ContentLength = length;
        reader.Seek(start, length);
        return length;
    }

    private static ByteRange? RangeOf(S3Context context, StoredObject version, ObjectReader reader, out Segment? segment)
    {
        segment = null;
        var header = context.Header("Range");
        if (context.Request["partNumber"] is { } text)
        {
            if (header is not null)
            {
                throw S3Error.InvalidRequest.With("Cannot specify both Range header and partNumber query parameter");
            }
            return PartOf(context, version, reader, text, out segment);
        }
        if (!ByteRange.TryParse(header, version.Size, out var range))
        {
            throw new S3Exception(
                S3Error.InvalidRange,
                S3Error.InvalidRange.Message,
                [("RangeRequested", header!), ("ActualObjectSize", version.Size.ToString(CultureInfo.InvariantCulture))])
            {
                Headers = { ["Content-Range"] = $"bytes */{version.Size}" },
            };
        }
        return range;
    }

    private static ByteRange? PartOf(S3Context context, StoredObject version, ObjectReader reader, string text, out Segment? segment)
    {
        segment = null;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 10000)
        {
            throw S3Error.InvalidArgument.With("Part number must be an integer between 1 and 10000, inclusive", ("ArgumentName", "partNumber"), ("ArgumentValue", text));
        }
        if (version.PartCount == 0)
        {
            return number > 1 ? throw S3Error.InvalidPartNumber : version.Size == 0 ? null : new ByteRange(0, version.Size);
        }
        var part = reader.Part(number) ?? throw S3Error.InvalidPartNumber;
        segment = part.Segment;
        context.Http.Response.Headers["x-amz-mp-parts-count"] = version.PartCount.ToString(CultureInfo.InvariantCulture);
        return new ByteRange(part.Offset, part.Segment.Size);
    }

    private static void Override(S3Context context)
    {
        foreach (var (parameter, header) in Overrides)
        {
            if (context.Request[parameter] is not { } value)
            {
                continue;
            }
            if (context.Identity == Signing.Identity.Anonymous)
            {
                throw S3Error.InvalidRequest.With("Request specific response headers cannot be used for anonymous GET requests.");
            }
            context.Http.Response.Headers[header] = HeaderText.Checked(parameter, HeaderText.FromUnicode(value));
        }
    }

    private static async Task SendAsync(S3Context context, ObjectReader reader, long length)
    {
        var writer = context.Http.Response.BodyWriter;
        while (length > 0)
        {
            var wanted = (int)Math.Min(ChunkBytes, length);
            var count = reader.Read(writer.GetMemory(wanted).Span[..wanted]);
            writer.Advance(count);
            length -= count;
            if ((await writer.FlushAsync(context.Cancelled)).IsCompleted)
            {
                return;
            }
        }
    }
}
