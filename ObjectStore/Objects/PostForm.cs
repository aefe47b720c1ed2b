using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Objects;

/// <summary>multipart/form-data of a browser upload: the fields up to the file, and the file as a stream.</summary>
internal sealed record PostForm(Dictionary<string, string> Fields, Stream File, string FileName)
{
    private const int MaxFieldBytes = 20 * 1024;

    /// <exception cref="S3Exception">MalformedPOSTRequest, InvalidArgument without a file, MaxPostPreDataLengthExceeded.</exception>
    public static async Task<PostForm> ReadAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
        {
            throw new S3Error("PreconditionFailed", 412, "").With("At least one of the pre-conditions you specified did not hold: Bucket POST must be of the enclosure-type multipart/form-data");
        }
        var reader = new MultipartReader(boundary, http.Request.Body);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var size = 0;
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
                    || HeaderUtilities.RemoveQuotes(disposition.Name).Value is not { } name)
                {
                    throw S3Error.MalformedPostRequest;
                }
                name = name.ToLowerInvariant();
                if (name == "file")
                {
                    var fileName = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value ?? "";
                    return new PostForm(fields, section.Body, Utf8(fileName));
                }
                using var text = new StreamReader(section.Body, Encoding.UTF8);
                fields[name] = await text.ReadToEndAsync(cancellationToken);
                size += name.Length + fields[name].Length;
                if (size > MaxFieldBytes)
                {
                    throw S3Error.MaxPostPreDataLengthExceeded;
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException || (e is IOException and not BadHttpRequestException))
        {
            throw S3Error.MalformedPostRequest.With($"{S3Error.MalformedPostRequest.Message} {e.Message}");
        }
        throw S3Error.InvalidArgument.With("POST requires exactly one file upload per request.", ("ArgumentName", "file"), ("ArgumentValue", "0"));
    }

    // Section headers are read as Latin-1 or UTF-8 depending on the client; file names are UTF-8 in practice.
    private static string Utf8(string text) => text.All(character => character <= 0xFF) && text.Any(character => character > 0x7F)
        ? Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text))
        : text;
}
