using System.Text.Json;
using Npgsql;
using Platform.Api.Data;
using Platform.Api.Jobs;
using Platform.Api.Storage;

namespace Platform.Api.Media;

/// <summary>
/// Gives every product of the seed a small real image: a picture drawn from its id, the same every time. It takes a job per
/// category, so that a start does not wait for storage.
/// </summary>
internal sealed class SeedImages(NpgsqlDataSource database, ObjectStorage storage, JobQueue jobs) : IJobHandler
{
    public const string JobKind = "media.seed";

    private const string FileName = "seed.png";

    public string Kind => JobKind;

    /// <summary>Adds the jobs unless the database is without the seed, or they were added before (done ones are cleared away in time).</summary>
    public async Task RequestAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            WITH one AS (SELECT pg_advisory_xact_lock(7310002))
            INSERT INTO jobs (kind, payload)
            SELECT 'media.seed', jsonb_build_object('categoryId', c.id) FROM one, categories c
            WHERE EXISTS (SELECT FROM seeds) AND NOT EXISTS (SELECT FROM jobs WHERE kind = 'media.seed')
                AND NOT EXISTS (SELECT FROM media WHERE file_name = 'seed.png') AND c.id <= 13
            """);
        if (await command.ExecuteNonQueryAsync(cancellationToken) > 0)
        {
            jobs.Announce();
        }
    }

    public async Task<JobEffect?> HandleAsync(Job job, CancellationToken cancellationToken)
    {
        var categoryId = JsonSerializer.Deserialize(job.Payload, MediaJson.Default.CategoryReference)!.CategoryId;
        var products = await ProductsAsync(categoryId, cancellationToken);
        List<(int ProductId, string Key, long Size, string Sha256)> images = [];
        foreach (var id in products)
        {
            var png = PngPicture.Draw(id);
            var key = $"products/{id}/seed.png";
            using var content = new MemoryStream(png);
            await storage.PutAsync(key, content, "image/png", cancellationToken);
            images.Add((id, key, png.Length, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(png))));
        }

        return (connection, token) => connection.ExecuteAsync(
            $"""
            INSERT INTO media (id, product_id, key, file_name, status, content_type, size_bytes, width, height, sha256, inspected_at)
            SELECT md5('seed-image-' || product_id)::uuid, product_id, key, '{FileName}', 'usable', 'image/png', size, {PngPicture.Size}, {PngPicture.Size}, sha256, now()
            FROM unnest($1, $2, $3, $4) AS i (product_id, key, size, sha256)
            ON CONFLICT DO NOTHING
            """,
            token,
            images.Select(image => image.ProductId).ToArray(),
            images.Select(image => image.Key).ToArray(),
            images.Select(image => image.Size).ToArray(),
            images.Select(image => image.Sha256).ToArray());
    }

    private async Task<List<int>> ProductsAsync(int categoryId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QueryAsync(
            "SELECT id FROM products WHERE category_id = $1 AND id <= $2 ORDER BY id", row => row.GetInt32(0), cancellationToken,
            categoryId, Data.Seeding.ProductCopier.BaseCount);
    }
}
