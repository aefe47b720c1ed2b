using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Api.Data;
using Platform.Api.Features;
using Platform.Api.Http;
using Platform.Api.Jobs;
using Platform.Api.Media;
using Platform.ServiceDefaults.Logging;

namespace Platform.Api.Admin;

/// <summary>What keeps the shop running: jobs, uploads, switches and log levels.</summary>
internal static class OperationsAdmin
{
    private static readonly string[] JobStates = ["queued", "running", "done", "dead"];
    private static readonly string[] MediaStates = ["pending", "usable", "rejected"];

    public static void Map(RouteGroupBuilder admin)
    {
        admin.MapGet("/jobs", ListJobs).WithName("ListJobs").WithSummary("Lists background jobs, newest first");
        admin.MapPost("/jobs/{id:long}/retry", RetryJob).WithName("RetryJob").WithSummary("Tries a dead job again");
        admin.MapGet("/media", ListMedia).WithName("ListImages").WithSummary("Lists uploads, newest first");
        admin.MapGet("/media/{id:guid}", GetMedia).WithName("GetUpload").WithSummary("Shows an upload and what its inspection found");
        admin.MapGet("/features", ListFeatures).WithName("ListFeatures").WithSummary("Lists the switches");
        admin.MapPut("/features/{name}", ChangeFeature).WithName("ChangeFeature").WithSummary("Turns a switch; it holds everywhere within two seconds");
        admin.MapPut("/log-levels/{category}", SetLogLevel).WithName("SetLogLevel").WithSummary("Changes what is logged, in this process until it ends");
        admin.MapDelete("/log-levels/{category}", ResetLogLevel).WithName("ResetLogLevel").WithSummary("Gives a level back to configuration");
    }

    private static async Task<Results<Ok<JobPage>, ValidationProblem>> ListJobs(
        string? status, int? page, int? size, ShopContextFactory contexts, CancellationToken cancellationToken)
    {
        var problems = Paging.Parse(page, size, out var paging);
        Check.That(problems, "status", status is null || JobStates.Contains(status), $"is '{status}'; it must be one of {string.Join(", ", JobStates)}");
        if (problems.Count > 0)
        {
            return TypedResults.ValidationProblem(problems);
        }

        await using var context = contexts.Create();
        var jobs = context.Jobs.AsNoTracking().Where(job => status == null || job.Status == status);
        var total = await jobs.CountAsync(cancellationToken);
        var items = await jobs.OrderByDescending(job => job.Id).Skip(paging.Offset).Take(paging.Size)
            .Select(job => new JobItem(
                job.Id, job.Kind, job.Status, job.Attempts, job.RunAt, job.LastError, job.CorrelationId, job.CreatedAt, job.FinishedAt))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new JobPage(items, total, paging.Page, paging.Size));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RetryJob(
        long id, NpgsqlDataSource database, JobQueue queue, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "UPDATE jobs SET status = 'queued', attempts = 0, run_at = now(), finished_at = NULL WHERE id = $1 AND status = 'dead'");
        command.Parameters.Add(new() { Value = id });
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return TypedResults.Problem("There is no such job that is dead.", statusCode: StatusCodes.Status409Conflict);
        }

        queue.Announce();
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<MediaPage>, ValidationProblem>> ListMedia(
        string? status, int? page, int? size, ShopContextFactory contexts, CancellationToken cancellationToken)
    {
        var problems = Paging.Parse(page, size, out var paging);
        Check.That(problems, "status", status is null || MediaStates.Contains(status), $"is '{status}'; it must be one of {string.Join(", ", MediaStates)}");
        if (problems.Count > 0)
        {
            return TypedResults.ValidationProblem(problems);
        }

        await using var context = contexts.Create();
        var media = context.Media.AsNoTracking().Where(row => status == null || row.Status == status);
        var total = await media.CountAsync(cancellationToken);
        var items = await media.OrderByDescending(row => row.CreatedAt).ThenBy(row => row.Id).Skip(paging.Offset).Take(paging.Size)
            .Select(row => new MediaItem(
                row.Id, row.ProductId, row.FileName, row.Status, row.Reason, row.ContentType, row.SizeBytes, row.Width, row.Height, row.Sha256))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new MediaPage(items, total, paging.Page, paging.Size));
    }

    private static async Task<Results<Ok<MediaItem>, NotFound>> GetMedia(Guid id, ShopContextFactory contexts, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create();
        return await context.Media.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellationToken) is { } row
            ? TypedResults.Ok(new MediaItem(
                row.Id, row.ProductId, row.FileName, row.Status, row.Reason, row.ContentType, row.SizeBytes, row.Width, row.Height, row.Sha256))
            : TypedResults.NotFound();
    }

    private static async Task<Ok<List<Feature>>> ListFeatures(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return TypedResults.Ok(await connection.QueryAsync(
            "SELECT name, enabled, percentage, description FROM feature_flags ORDER BY name",
            row => new Feature(row.GetString(0), row.GetBoolean(1), row.GetInt32(2), row.GetString(3)), cancellationToken));
    }

    private static async Task<Results<NoContent, NotFound, ValidationProblem>> ChangeFeature(
        string name, FeatureEdit edit, NpgsqlDataSource database, FeatureTable features, CancellationToken cancellationToken)
    {
        if (edit.Percentage is < 0 or > 100)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["percentage"] = [$"is {edit.Percentage}; it must be from 0 to 100"] });
        }

        await using var command = database.CreateCommand(
            "UPDATE feature_flags SET enabled = $2, percentage = coalesce($3, percentage), updated_at = now() WHERE name = $1");
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = edit.Enabled });
        command.Parameters.Add(new() { Value = (object?)edit.Percentage ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer });
        var changed = await command.ExecuteNonQueryAsync(cancellationToken);
        features.Forget();
        return changed == 1 ? TypedResults.NoContent() : TypedResults.NotFound();
    }

    private static Results<NoContent, ValidationProblem> SetLogLevel(string category, LogLevelEdit edit, RuntimeLogLevels levels)
    {
        if (!Enum.IsDefined(edit.Level))
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]>
            {
                ["level"] = [$"is {edit.Level}; it must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}"],
            });
        }

        levels.Set(category, edit.Level);
        return TypedResults.NoContent();
    }

    private static NoContent ResetLogLevel(string category, RuntimeLogLevels levels)
    {
        levels.Set(category, null);
        return TypedResults.NoContent();
    }
}
