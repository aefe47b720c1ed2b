using System.Security.Cryptography;
using Platform.ObjectStore.Checksums;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Multipart;

/// <summary>A part as the request to complete an upload names it.</summary>
internal sealed record RequestedPart(int Number, string ETag, (ChecksumAlgorithm Algorithm, string Value)? Checksum)
{
    private const int MinPartBytes = 5 * 1024 * 1024;
    private const int MaxParts = 10000;
    private const int MaxBodyBytes = 4 * 1024 * 1024;

    /// <summary>Reads the body of the request: at least one part, in ascending order.</summary>
    public static async Task<List<RequestedPart>> ReadAllAsync(S3Context context) => ParseAll(await ReadAsync(context));

    /// <summary>Finds the uploaded parts that were asked for and checks that they can be joined.</summary>
    public static List<Part> Select(List<RequestedPart> requested, List<Part> uploaded, Upload upload)
    {
        var byNumber = uploaded.ToDictionary(part => part.Number);
        var parts = new List<Part>(requested.Count);
        foreach (var wanted in requested)
        {
            if (!byNumber.TryGetValue(wanted.Number, out var part) || part.ETag != wanted.ETag
                || (wanted.Checksum is { } given && part.Checksum is { } known && known.Algorithm == given.Algorithm && known.Value != given.Value))
            {
                throw S3Error.InvalidPart.With(
                    S3Error.InvalidPart.Message, ("UploadId", upload.Id), ("PartNumber", $"{wanted.Number}"), ("ETag", wanted.ETag));
            }
            parts.Add(part);
        }
        foreach (var part in parts.SkipLast(1).Where(part => part.Size < MinPartBytes))
        {
            throw S3Error.EntityTooSmall.With(
                S3Error.EntityTooSmall.Message,
                ("ProposedSize", $"{part.Size}"),
                ("MinSizeAllowed", $"{MinPartBytes}"),
                ("PartNumber", $"{part.Number}"),
                ("ETag", part.ETag));
        }
        return parts;
    }

    // The checksum headers of this request speak of the object, not of the body.
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(S3Context context)
    {
        using var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        do
        {
            count = await context.Body!.FillAsync(buffer, context.Cancelled);
            content.Write(buffer, 0, count);
            if (content.Length > MaxBodyBytes)
            {
                throw S3Error.MaxMessageLengthExceeded;
            }
        }
        while (count == buffer.Length);
        var body = content.GetBuffer().AsMemory(0, (int)content.Length);
        if (context.Body.ExpectedSha256 is { } expected && Convert.ToHexStringLower(SHA256.HashData(body.Span)) != expected)
        {
            throw S3Error.XAmzContentSha256Mismatch;
        }
        return body;
    }

    private static List<RequestedPart> ParseAll(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            throw S3Error.MalformedXml.With("You must specify at least one part");
        }
        var parts = XmlRequest.Parse(body, "CompleteMultipartUpload", "CompleteMultipartUploadRequest").All("Part").Select(Parse).ToList();
        if (parts.Count is 0 or > MaxParts)
        {
            throw S3Error.MalformedXml;
        }
        for (var i = 1; i < parts.Count; i++)
        {
            if (parts[i].Number <= parts[i - 1].Number)
            {
                throw S3Error.InvalidPartOrder;
            }
        }
        return parts;
    }

    private static RequestedPart Parse(XmlRequest xml)
    {
        var number = xml.Number("PartNumber") ?? throw S3Error.MalformedXml.With("Part has no PartNumber.");
        (ChecksumAlgorithm, string)? checksum = null;
        foreach (var algorithm in ChecksumNames.All)
        {
            if (xml.Value(algorithm.Element()) is { Length: > 0 } value)
            {
                checksum = (algorithm, value);
            }
        }
        return new RequestedPart(number, xml.Required("ETag").Trim().Trim('"'), checksum);
    }
}
