using System.Net;
using System.Text;
using Amazon.S3.Model;
using Platform.ObjectStore.Tests.Support;

namespace Platform.ObjectStore.Tests;

/// <summary>Conditions on what is neither a plain read nor a plain put: copies, completions, deletions.</summary>
public sealed class ConditionTests(TestServer server)
{
    [Fact]
    public async Task A_copy_keeps_to_the_conditions_on_its_source()
    {
        var (bucket, etag) = await PutAsync();
        async Task<(int, string?)> Copy(string condition, string value) =>
            Of(await new RawRequest(server, "PUT", $"/{bucket}/to").With("x-amz-copy-source", $"{bucket}/k").With($"x-amz-copy-source-if-{condition}", value).Sign().SendAsync());
        var (past, future) = (DateTimeOffset.UtcNow.AddHours(-1).ToString("R"), DateTimeOffset.UtcNow.AddHours(1).ToString("R"));
        Assert.Equal((412, "PreconditionFailed"), await Copy("match", "\"other\""));
        Assert.Equal((412, "PreconditionFailed"), await Copy("none-match", etag));
        Assert.Equal((412, "PreconditionFailed"), await Copy("modified-since", future));
        Assert.Equal((412, "PreconditionFailed"), await Copy("unmodified-since", past));
        Assert.Equal(404, (await new RawRequest(server, "HEAD", $"/{bucket}/to").Sign().SendAsync()).Status);
        Assert.Equal((200, null), await Copy("match", etag));
        Assert.Equal((200, null), await Copy("unmodified-since", future));
    }

    [Fact]
    public async Task A_copy_keeps_to_the_conditions_on_its_target()
    {
        var (bucket, etag) = await PutAsync();
        async Task<(int, string?)> Copy(string condition, string value) =>
            Of(await new RawRequest(server, "PUT", $"/{bucket}/to").With("x-amz-copy-source", $"{bucket}/k").With(condition, value).Sign().SendAsync());
        Assert.Equal((404, "NoSuchKey"), await Copy("if-match", etag));
        Assert.Equal((200, null), await Copy("if-none-match", "*"));
        Assert.Equal((412, "PreconditionFailed"), await Copy("if-none-match", "*"));
        Assert.Equal((412, "PreconditionFailed"), await Copy("if-match", "\"other\""));
        Assert.Equal((200, null), await Copy("if-match", etag));
    }

    [Fact]
    public async Task A_completion_keeps_to_its_conditions_and_the_upload_stays_where_it_fails()
    {
        var (bucket, etag) = await PutAsync();
        var upload = (await server.S3.InitiateMultipartUploadAsync(bucket, "k")).UploadId;
        var part = await server.S3.UploadPartAsync(new UploadPartRequest { BucketName = bucket, Key = "k", UploadId = upload, PartNumber = 1, InputStream = new MemoryStream([1, 2]) });
        Task<CompleteMultipartUploadResponse> Complete(string? match, string? noneMatch) => server.S3.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
        {
            BucketName = bucket, Key = "k", UploadId = upload, PartETags = [new PartETag(part)], IfMatch = match, IfNoneMatch = noneMatch,
        });
        await S3Assert.FailsAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => Complete(null, "*"));
        await S3Assert.FailsAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => Complete("\"other\"", null));
        Assert.Equal(1, (await server.S3.GetObjectMetadataAsync(bucket, "k")).ContentLength);
        await Complete(etag, null);
        Assert.Equal(2, (await server.S3.GetObjectMetadataAsync(bucket, "k")).ContentLength);
    }

    [Fact]
    public async Task A_deletion_keeps_to_its_condition()
    {
        var (bucket, etag) = await PutAsync();
        async Task<(int, string?)> Delete(string match) => Of(await new RawRequest(server, "DELETE", $"/{bucket}/k").With("if-match", match).Sign().SendAsync());
        Assert.Equal((412, "PreconditionFailed"), await Delete("\"other\""));
        Assert.Equal((204, null), await Delete(etag));
        Assert.Equal(404, (await new RawRequest(server, "HEAD", $"/{bucket}/k").Sign().SendAsync()).Status);
    }

    [Fact]
    public async Task Each_of_many_deletions_has_its_own_condition()
    {
        var (bucket, etag) = await PutAsync();
        var body = Encoding.UTF8.GetBytes($"<Delete><Object><Key>k</Key><ETag>\"other\"</ETag></Object></Delete>");
        var refused = await new RawRequest(server, "POST", $"/{bucket}?delete") { Body = body }.Sign().SendAsync();
        Assert.Contains("<Code>PreconditionFailed</Code>", refused.Text, StringComparison.Ordinal);
        body = Encoding.UTF8.GetBytes($"<Delete><Object><Key>k</Key><ETag>{etag}</ETag></Object></Delete>");
        var deleted = await new RawRequest(server, "POST", $"/{bucket}?delete") { Body = body }.Sign().SendAsync();
        Assert.Contains("<Deleted><Key>k</Key></Deleted>", deleted.Text, StringComparison.Ordinal);
    }

    private async Task<(string Bucket, string ETag)> PutAsync()
    {
        var bucket = await server.CreateBucketAsync();
        return (bucket, (await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = "x" })).ETag);
    }

    private static (int, string?) Of(RawResponse response) => (response.Status, response.Code);
}
