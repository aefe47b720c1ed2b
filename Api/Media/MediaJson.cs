using System.Text.Json.Serialization;

namespace Platform.Api.Media;

/// <summary>What will be uploaded.</summary>
/// <param name="FileName">Shown to people; it is not used as a path.</param>
/// <param name="ContentType">image/png, image/jpeg, image/gif or image/webp.</param>
/// <param name="Size">Bytes.</param>
internal sealed record UploadRequest(string FileName, string ContentType, long Size);

/// <summary>Where the browser sends the file: PUT with these headers.</summary>
internal sealed record UploadTicket(Guid MediaId, string Url, IReadOnlyDictionary<string, string> Headers, DateTimeOffset ExpiresAt);

/// <summary>Where the browser sends one part: PUT; the answer's ETag is needed at the end.</summary>
internal sealed record PartTicket(int Number, string Url);

/// <summary>Where the browser sends a large file in parts.</summary>
internal sealed record MultipartTicket(Guid MediaId, string UploadId, long PartSize, IReadOnlyList<PartTicket> Parts, DateTimeOffset ExpiresAt);

/// <summary>A part that was sent.</summary>
internal sealed record SentPart(int Number, string ETag);

/// <summary>All parts of an upload.</summary>
internal sealed record MultipartDone(string? UploadId, IReadOnlyList<SentPart?>? Parts);

/// <summary>An upload and what its inspection found.</summary>
internal sealed record MediaItem(
    Guid Id, int ProductId, string FileName, string Status, string? Reason, string? ContentType, long? SizeBytes, int? Width, int? Height, string? Sha256);

/// <summary>One page of uploads, newest first.</summary>
internal sealed record MediaPage(IReadOnlyList<MediaItem> Items, int Total, int Page, int Size);

/// <summary>An image of a product.</summary>
internal sealed record ProductImage(Guid Id, string Url, int Width, int Height);

/// <summary>The payload of the job that inspects.</summary>
internal sealed record MediaReference(Guid MediaId);

/// <summary>The payload of the job that makes the seed's images of one category.</summary>
internal sealed record CategoryReference(int CategoryId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(UploadRequest))]
[JsonSerializable(typeof(UploadTicket))]
[JsonSerializable(typeof(MultipartTicket))]
[JsonSerializable(typeof(MultipartDone))]
[JsonSerializable(typeof(MediaItem))]
[JsonSerializable(typeof(MediaPage))]
[JsonSerializable(typeof(MediaReference))]
[JsonSerializable(typeof(CategoryReference))]
internal sealed partial class MediaJson : JsonSerializerContext;
