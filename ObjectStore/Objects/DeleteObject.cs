using Platform.ObjectStore.Http;
using Platform.ObjectStore.Locking;

namespace Platform.ObjectStore.Objects;

/// <summary>DELETE of an object or of one version.</summary>
internal static class DeleteObject
{
    public static Task HandleAsync(S3Context context)
    {
        var condition = DeleteCondition.From(
            context.Header("If-Match"), context.Header("x-amz-if-match-last-modified-time"), context.Header("x-amz-if-match-size"));
        var result = Delete(context, context.Key, context.VersionId, condition);
        var response = context.Http.Response;
        response.StatusCode = StatusCodes.Status204NoContent;
        if (result.VersionId is not null)
        {
            response.Headers[S3Headers.VersionId] = result.VersionId;
        }
        if (result.IsDeleteMarker)
        {
            response.Headers[S3Headers.DeleteMarker] = "true";
        }
        return Task.CompletedTask;
    }

    /// <summary>Deletes; shared with the deletion of many objects.</summary>
    public static Result Delete(S3Context context, string key, string? versionId, DeleteCondition condition)
    {
        WriteHeaders.CheckKey(key);
        var objects = context.Store.Objects;
        if (versionId is null)
        {
            var marker = objects.Delete(context.BucketName, key, condition);
            return new Result(marker?.VersionId, marker is not null);
        }
        var bypass = LockCheck.Bypasses(context);
        var deleted = objects.DeleteVersion(context.BucketName, key, versionId, version =>
        {
            condition.Check(version);
            LockCheck.AllowDeletion(version, bypass, context.Now);
        });
        return new Result(versionId, deleted?.IsDeleteMarker ?? false);
    }

    /// <param name="VersionId">Of the version that was deleted, or of the marker that was made.</param>
    internal readonly record struct Result(string? VersionId, bool IsDeleteMarker);
}
