using System.Net.Http.Headers;
using Amazon.S3.Model;
using Platform.Api.Storage;

namespace Platform.Api.Media;

/// <summary>Gives out usable images, whole or in part. An image never changes under its address, so it may be kept for ever.</summary>
internal static class MediaDownload
{
    public static void Map(RouteGroupBuilder group) => group.MapGet("/media/{id:guid}", Get)
        .WithName("GetImage")
        .WithSummary("Shows a product's image; ranges are supported")
        .Produces(StatusCodes.Status200OK, contentType: "image/png")
        .Produces(StatusCodes.Status206PartialContent)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status416RangeNotSatisfiable);

    private static async Task Get(Guid id, HttpContext context, MediaRecords records, ObjectStorage storage, CancellationToken cancellationToken)
    {
        if (await records.FindAsync(id, cancellationToken) is not { Status: "usable" } media)
        {
            Refuse(context.Response, StatusCodes.Status404NotFound);
            return;
        }

        var etag = ETag(id);
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(etag, StringComparison.Ordinal))
        {
            SetHeaders(context.Response, etag);
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await SendAsync(context, media, storage, RangeOf(context.Request, etag), cancellationToken);
    }

    private static string ETag(Guid id) => $"\"{id:N}\"";

    // For an answer that has the image; nothing else may be kept for ever.
    private static void SetHeaders(HttpResponse response, string etag)
    {
        response.Headers.ETag = etag;
        response.Headers.AcceptRanges = "bytes";
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
    }

    private static void Refuse(HttpResponse response, int status)
    {
        response.Headers.CacheControl = "no-store";
        response.StatusCode = status;
    }

    private static async Task SendAsync(
        HttpContext context, MediaRecord media, ObjectStorage storage, RangeItemHeaderValue? range, CancellationToken cancellationToken)
    {
        var response = context.Response;
        var part = default(ContentRangeHeaderValue);
        if (range is not null)
        {
            if (await storage.HeadAsync(media.Key, cancellationToken) is not { ContentLength: var length })
            {
                Refuse(response, StatusCodes.Status404NotFound);
                return;
            }

            part = Resolve(range, length);
            if (part is null)
            {
                response.Headers.ContentRange = new ContentRangeHeaderValue(length).ToString();
                Refuse(response, StatusCodes.Status416RangeNotSatisfiable);
                return;
            }
        }

        using var source = await storage.OpenAsync(media.Key, part is null ? null : new ByteRange(part.From!.Value, part.To!.Value), cancellationToken);
        if (source is null)
        {
            Refuse(response, StatusCodes.Status404NotFound);
            return;
        }

        SetHeaders(response, ETag(media.Id));
        response.ContentType = media.ContentType;
        response.ContentLength = source.ContentLength;
        if (part is not null)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = part.ToString();
        }

        await source.ResponseStream.CopyToAsync(response.Body, cancellationToken);
    }

    // One range is served; several at once may be answered with the whole (RFC 9110, 14.2), and so may one that is out of date.
    private static RangeItemHeaderValue? RangeOf(HttpRequest request, string etag) =>
        RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var range) && range is { Unit: "bytes", Ranges.Count: 1 }
        && (request.Headers.IfRange.Count == 0 || request.Headers.IfRange.ToString() == etag)
            ? range.Ranges.First()
            : null;

    /// <summary>The bytes that a range means in a file of this length. Null when it has none of them.</summary>
    internal static ContentRangeHeaderValue? Resolve(RangeItemHeaderValue range, long length)
    {
        var (from, to) = range.From is { } first
            ? (first, Math.Min(range.To ?? length - 1, length - 1))
            : (Math.Max(0, length - range.To.GetValueOrDefault()), length - 1);
        return from < length && from <= to ? new(from, to, length) : null;
    }
}
