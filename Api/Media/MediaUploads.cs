using System.Net.Mime;
using System.Security.Claims;
using Amazon.S3.Model;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Platform.Api.Catalogue;
using Platform.Api.Http;
using Platform.Api.Identity;
using Platform.Api.Storage;
using Platform.ServiceDefaults.Paths;

namespace Platform.Api.Media;

/// <summary>The three ways to upload an image: straight to storage with an upload address, in parts, or through the API.</summary>
internal static class MediaUploads
{
    private const int MaxFileNameLength = 200;
    private const int MaxUploadIdLength = 1000;
    private const int MaxETagLength = 200;

    // S3's own.
    private const int MaxParts = 10_000;

    private const long PartSize = 8 * 1024 * 1024;

    private static readonly string[] Types = [MediaTypeNames.Image.Png, MediaTypeNames.Image.Jpeg, MediaTypeNames.Image.Gif, MediaTypeNames.Image.Webp];

    public static void Map(RouteGroupBuilder admin, MediaSettings settings)
    {
        admin.MapPost("/products/{productId:int}/media/uploads", Start).WithName("StartUpload")
            .WithSummary("Gives an address to which the browser sends an image");
        admin.MapPost("/products/{productId:int}/media/multipart", StartMultipart).WithName("StartMultipartUpload")
            .WithSummary("Gives addresses to which the browser sends a large image in parts");
        admin.MapPost("/media/{id:guid}/multipart", CompleteMultipart).WithName("CompleteMultipartUpload")
            .WithSummary("Puts the parts together and has the image inspected");
        admin.MapPost("/media/{id:guid}/complete", Complete).WithName("CompleteUpload").WithSummary("Has an uploaded image inspected");
        admin.MapPost("/products/{productId:int}/media", Send).WithName("SendImage").WithSummary("Sends an image through the API")
            .Accepts<byte[]>(Types[0], Types[1..])
            .WithMetadata(new BodyLimit(settings.MaxBytes));
        admin.MapDelete("/media/{id:guid}", Delete).WithName("DeleteImage").WithSummary("Takes an image away");
    }

    private static async Task<Results<Created<UploadTicket>, ValidationProblem, NotFound>> Start(
        int productId, UploadRequest request, ClaimsPrincipal user, MediaRecords records, ObjectStorage storage, MediaSettings settings,
        TimeProvider time, CancellationToken cancellationToken)
    {
        if (Problems(request, settings) is { Count: > 0 } problems)
        {
            return TypedResults.ValidationProblem(problems);
        }

        // The address is made first: without storage nothing is written down.
        var expires = time.GetUtcNow().AddMinutes(settings.UploadMinutes);
        _ = storage.PresignPut("check", request.ContentType, expires);
        return await records.AddAsync(productId, request.FileName, request.ContentType, user.UserId(), cancellationToken) is { } media
            ? TypedResults.Created(
                $"/api/v1/admin/media/{media.Id}",
                new UploadTicket(
                    media.Id,
                    storage.PresignPut(media.Key, request.ContentType, expires),
                    new Dictionary<string, string> { ["Content-Type"] = request.ContentType },
                    expires))
            : TypedResults.NotFound();
    }

    private static async Task<Results<Created<MultipartTicket>, ValidationProblem, NotFound>> StartMultipart(
        int productId, UploadRequest request, ClaimsPrincipal user, MediaRecords records, ObjectStorage storage, MediaSettings settings,
        TimeProvider time, CancellationToken cancellationToken)
    {
        if (Problems(request, settings) is { Count: > 0 } problems)
        {
            return TypedResults.ValidationProblem(problems);
        }

        if (await records.AddAsync(productId, request.FileName, request.ContentType, user.UserId(), cancellationToken) is not { } media)
        {
            return TypedResults.NotFound();
        }

        var expires = time.GetUtcNow().AddMinutes(settings.UploadMinutes);
        var uploadId = await storage.StartMultipartAsync(media.Key, request.ContentType, cancellationToken);
        PartTicket[] parts =
        [
            .. from number in Enumerable.Range(1, (int)((request.Size + PartSize - 1) / PartSize))
               select new PartTicket(number, storage.PresignPart(media.Key, uploadId, number, expires)),
        ];
        return TypedResults.Created($"/api/v1/admin/media/{media.Id}", new MultipartTicket(media.Id, uploadId, PartSize, parts, expires));
    }

    private static async Task<Results<Accepted, ValidationProblem, NotFound, ProblemHttpResult>> CompleteMultipart(
        Guid id, MultipartDone done, MediaRecords records, ObjectStorage storage, CancellationToken cancellationToken)
    {
        if (Problems(done) is { Count: > 0 } problems)
        {
            return TypedResults.ValidationProblem(problems);
        }

        if (await records.FindAsync(id, cancellationToken) is not { Status: "pending" } media)
        {
            return TypedResults.NotFound();
        }

        var parts = done.Parts!.OrderBy(part => part!.Number).Select(part => new PartETag(part!.Number, part.ETag));
        if (!await storage.CompleteMultipartAsync(media.Key, done.UploadId!, parts, cancellationToken))
        {
            return TypedResults.Problem("The parts do not make up the upload. Send those that are missing.", statusCode: StatusCodes.Status409Conflict);
        }

        await records.InspectAsync(id, cancellationToken);
        return TypedResults.Accepted($"/api/v1/admin/media/{id}");
    }

    private static async Task<Results<Accepted, NotFound, ProblemHttpResult>> Complete(
        Guid id, MediaRecords records, ObjectStorage storage, CancellationToken cancellationToken)
    {
        if (await records.FindAsync(id, cancellationToken) is not { Status: "pending" } media)
        {
            return TypedResults.NotFound();
        }

        if (await storage.HeadAsync(media.Key, cancellationToken) is null)
        {
            return TypedResults.Problem("Nothing was uploaded yet. Send the file to the upload address first.", statusCode: StatusCodes.Status409Conflict);
        }

        await records.InspectAsync(id, cancellationToken);
        return TypedResults.Accepted($"/api/v1/admin/media/{id}");
    }

    // Storage wants to know size and hash beforehand, so the body goes through a file.
    private static async Task<Results<Accepted, ValidationProblem, NotFound>> Send(
        int productId, string? fileName, HttpRequest body, ClaimsPrincipal user, MediaRecords records, ObjectStorage storage, MediaSettings settings,
        ServicePaths paths, CancellationToken cancellationToken)
    {
        var contentType = body.ContentType?.Split(';')[0].Trim() ?? "";
        var request = new UploadRequest(fileName ?? "image", contentType, body.ContentLength ?? 1);
        if (Problems(request, settings) is { Count: > 0 } problems)
        {
            return TypedResults.ValidationProblem(problems);
        }

        await using var file = new FileStream(
            Path.Combine(paths.Media, $"{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 81920, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await body.Body.CopyToAsync(file, cancellationToken);
        file.Position = 0;
        if (await records.AddAsync(productId, request.FileName, contentType, user.UserId(), cancellationToken) is not { } media)
        {
            return TypedResults.NotFound();
        }

        await storage.PutAsync(media.Key, file, contentType, cancellationToken);
        await records.InspectAsync(media.Id, cancellationToken);
        return TypedResults.Accepted($"/api/v1/admin/media/{media.Id}");
    }

    private static async Task<Results<NoContent, NotFound>> Delete(
        Guid id, MediaRecords records, ObjectStorage storage, CataloguePages pages, CancellationToken cancellationToken)
    {
        if (await records.FindAsync(id, cancellationToken) is not { } media)
        {
            return TypedResults.NotFound();
        }

        await storage.DeleteAsync(media.Key, cancellationToken);
        if (await records.RemoveAsync(id, cancellationToken) is { } removed && removed.Key != media.Key)
        {
            // Its inspection ended meanwhile, which moves the object.
            await storage.DeleteAsync(removed.Key, cancellationToken);
        }

        await pages.ForgetAsync([media.ProductId]);
        return TypedResults.NoContent();
    }

    private static Dictionary<string, string[]> Problems(UploadRequest request, MediaSettings settings)
    {
        Dictionary<string, string[]> problems = [];
        Check.Text(problems, "fileName", request.FileName, 1, MaxFileNameLength);

        if (!Types.Contains(request.ContentType))
        {
            problems["contentType"] = [$"is '{request.ContentType}'; it must be one of {string.Join(", ", Types)}"];
        }

        if (request.Size < 1 || request.Size > settings.MaxBytes)
        {
            problems["size"] = [$"is {request.Size}; it must be from 1 to {settings.MaxBytes} bytes"];
        }

        return problems;
    }

    private static Dictionary<string, string[]> Problems(MultipartDone done)
    {
        Dictionary<string, string[]> problems = [];
        Check.Text(problems, "uploadId", done.UploadId, 1, MaxUploadIdLength);
        Check.That(
            problems, "parts", done.Parts is { Count: > 0 } parts && parts.All(IsPlausible),
            $"must be those that were sent, each with its number (1 to {MaxParts}) and the ETag of its answer");
        return problems;
    }

    private static bool IsPlausible(SentPart? part) =>
        part is { Number: >= 1 and <= MaxParts, ETag: { Length: > 0 and <= MaxETagLength } etag } && !etag.AsSpan().ContainsAnyExceptInRange('!', '~');

    private sealed class BodyLimit(long bytes) : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize { get; } = bytes;
    }
}
