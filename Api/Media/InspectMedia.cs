using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.Api.Catalogue;
using Platform.Api.Jobs;
using Platform.Api.Storage;

namespace Platform.Api.Media;

/// <summary>
/// The job that reads an upload: what it is by content, its size and SHA-256. A usable one is copied to where nobody can
/// overwrite it with the upload address; a rejected one is deleted and its reason kept.
/// </summary>
internal sealed class InspectMedia(NpgsqlDataSource database, ObjectStorage storage, MediaSettings settings, CataloguePages pages) : IJobHandler
{
    public const string JobKind = "media.inspect";

    // Cameras put long notes before the size.
    private const int HeaderBytes = 256 * 1024;

    public string Kind => JobKind;

    public async Task<JobEffect?> HandleAsync(Job job, CancellationToken cancellationToken)
    {
        var id = JsonSerializer.Deserialize(job.Payload, MediaJson.Default.MediaReference)!.MediaId;
        if (await PendingAsync(id, cancellationToken) is not { } media)
        {
            return null;
        }

        var started = Stopwatch.GetTimestamp();
        var result = await InspectAsync(media, cancellationToken);
        if (result is { Header: { } header, Copied: false })
        {
            await storage.CopyAsync(media.Key, result.ETag, MediaRecord.UsableKey(media.ProductId, media.Id, header.Extension), header.ContentType, cancellationToken);
        }

        await storage.DeleteAsync(media.Key, cancellationToken);
        ShopTelemetry.MediaInspected(result.Header is null ? ShopTelemetry.MediaRejected : ShopTelemetry.MediaUsable, Stopwatch.GetElapsedTime(started));
        return async (connection, token) =>
        {
            if (!await WriteAsync(connection, media, result, token) && result.Header is { } orphan)
            {
                // The upload was taken away meanwhile, and nobody would ever find the copy.
                await storage.DeleteAsync(MediaRecord.UsableKey(media.ProductId, media.Id, orphan.Extension), token);
            }

            await pages.ForgetAsync([media.ProductId]);
        };
    }

    private async Task<MediaRecord?> PendingAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT product_id, key, content_type FROM media WHERE id = $1 AND status = 'pending'");
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(id, reader.GetInt32(0), reader.GetString(1), "pending", reader.IsDBNull(2) ? null : reader.GetString(2))
            : null;
    }

    private async Task<Inspection> InspectAsync(MediaRecord media, CancellationToken cancellationToken)
    {
        using var source = await storage.OpenAsync(media.Key, null, cancellationToken);
        if (source is null)
        {
            // After a crash between copy and completion only the copy is left.
            return await FindCopyAsync(media, cancellationToken) ?? new("", 0, "", null, "nothing was uploaded");
        }

        if (source.ContentLength > settings.MaxBytes)
        {
            return new(source.ETag, source.ContentLength, "", null, $"has {source.ContentLength} bytes; at most {settings.MaxBytes} are allowed");
        }

        return await ReadAsync(media, source.ETag, source.ResponseStream, cancellationToken);
    }

    private async Task<Inspection?> FindCopyAsync(MediaRecord media, CancellationToken cancellationToken)
    {
        foreach (var extension in (string[])[".png", ".jpg", ".gif", ".webp"])
        {
            var key = MediaRecord.UsableKey(media.ProductId, media.Id, extension);
            using var copy = await storage.OpenAsync(key, null, cancellationToken);
            if (copy is not null)
            {
                return await ReadAsync(media, copy.ETag, copy.ResponseStream, cancellationToken) with { Copied = true };
            }
        }

        return null;
    }

    private async Task<Inspection> ReadAsync(MediaRecord media, string etag, Stream content, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var start = new byte[HeaderBytes];
        var buffer = new byte[81920];
        long size = 0;
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            if (size < start.Length)
            {
                buffer.AsSpan(0, (int)Math.Min(read, start.Length - size)).CopyTo(start.AsSpan((int)size));
            }

            size += read;
        }

        var header = ImageHeader.Read(start.AsSpan(0, (int)Math.Min(size, start.Length)));
        var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        return Reason(media, header) is { } reason ? new(etag, size, sha256, null, reason) : new(etag, size, sha256, header, null);
    }

    private string? Reason(MediaRecord media, ImageHeader? header) => header switch
    {
        null => "is no PNG, JPEG, GIF or WebP image",
        _ when header.Width <= 0 || header.Height <= 0 => "has no size that a picture can have",
        _ when header.Width > settings.MaxPixels || header.Height > settings.MaxPixels =>
            $"has {header.Width} x {header.Height} pixels; at most {settings.MaxPixels} each are allowed",
        _ when media.ContentType is not null && media.ContentType != header.ContentType => $"is {header.ContentType}, not {media.ContentType} as was said",
        _ => null,
    };

    // False when there is no such upload any more.
    private static async Task<bool> WriteAsync(NpgsqlConnection connection, MediaRecord media, Inspection result, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE media SET status = $2, reason = $3, content_type = coalesce($4, content_type), size_bytes = $5, width = $6, height = $7,
                   sha256 = $8, key = coalesce($9, key), inspected_at = now()
            WHERE id = $1
            """, connection);
        var header = result.Header;
        command.Parameters.Add(new() { Value = media.Id });
        command.Parameters.Add(new() { Value = header is null ? "rejected" : "usable" });
        command.Parameters.Add(Nullable(result.Reason, NpgsqlDbType.Text));
        command.Parameters.Add(Nullable(header?.ContentType, NpgsqlDbType.Text));
        command.Parameters.Add(new() { Value = result.Size });
        command.Parameters.Add(Nullable(header?.Width, NpgsqlDbType.Integer));
        command.Parameters.Add(Nullable(header?.Height, NpgsqlDbType.Integer));
        command.Parameters.Add(Nullable(result.Sha256.Length == 0 ? null : result.Sha256, NpgsqlDbType.Text));
        command.Parameters.Add(Nullable(header is null ? null : MediaRecord.UsableKey(media.ProductId, media.Id, header.Extension), NpgsqlDbType.Text));
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static NpgsqlParameter Nullable(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private sealed record Inspection(string ETag, long Size, string Sha256, ImageHeader? Header, string? Reason)
    {
        /// <summary>The copy exists already.</summary>
        public bool Copied { get; init; }
    }
}
