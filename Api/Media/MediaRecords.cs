using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.Api.Jobs;

namespace Platform.Api.Media;

/// <summary>The rows of uploads, and the job that is added for each.</summary>
internal sealed class MediaRecords(NpgsqlDataSource database, JobQueue jobs)
{
    /// <summary>Adds an upload that is to come. Null when there is no such product.</summary>
    public async Task<MediaRecord?> AddAsync(int productId, string fileName, string contentType, int? userId, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        var key = MediaRecord.UploadKey(id);
        await using var command = database.CreateCommand(
            """
            INSERT INTO media (id, product_id, key, file_name, content_type, uploaded_by)
            SELECT $1, id, $3, $4, $5, $6 FROM products WHERE id = $2
            """);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = productId });
        command.Parameters.Add(new() { Value = key });
        command.Parameters.Add(new() { Value = fileName });
        command.Parameters.Add(new() { Value = contentType });
        command.Parameters.Add(new() { Value = (object?)userId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1 ? new(id, productId, key, "pending", contentType) : null;
    }

    public async Task<MediaRecord?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT id, product_id, key, status, content_type FROM media WHERE id = $1");
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(reader.GetGuid(0), reader.GetInt32(1), reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4))
            : null;
    }

    /// <summary>Has an upload inspected.</summary>
    public Task InspectAsync(Guid id, CancellationToken cancellationToken) => jobs.AddAsync(
        InspectMedia.JobKind, JsonSerializer.Serialize(new MediaReference(id), MediaJson.Default.MediaReference), cancellationToken);

    /// <summary>Takes an image away and returns its record; null when it does not exist.</summary>
    public async Task<MediaRecord?> RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("DELETE FROM media WHERE id = $1 RETURNING id, product_id, key, status, content_type");
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(reader.GetGuid(0), reader.GetInt32(1), reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4))
            : null;
    }
}

/// <summary>An upload as far as storage is concerned.</summary>
internal sealed record MediaRecord(Guid Id, int ProductId, string Key, string Status, string? ContentType)
{
    public static string UploadKey(Guid id) => $"{Storage.BucketRules.UploadPrefix}{id:N}";

    public static string UsableKey(int productId, Guid id, string extension) => $"products/{productId}/{id:N}{extension}";
}
