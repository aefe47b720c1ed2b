using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Platform.ObjectStore.Tests.Support;

namespace Platform.ObjectStore.Tests;

public sealed class VersioningTests(TestServer server)
{
    [Fact]
    public async Task Every_write_is_a_version_and_a_deletion_is_a_marker()
    {
        var bucket = await server.CreateVersionedBucketAsync();
        var first = await PutAsync(bucket, "one");
        var second = await PutAsync(bucket, "two");
        Assert.NotEqual(first, second);
        Assert.Equal("one", await ReadAsync(bucket, first));
        Assert.Equal("two", await ReadAsync(bucket, null));

        var deleted = await server.S3.DeleteObjectAsync(bucket, "k");
        Assert.Equal("true", deleted.DeleteMarker);
        await S3Assert.FailsAsync(HttpStatusCode.NotFound, "NoSuchKey", () => server.S3.GetObjectAsync(bucket, "k"));
        await S3Assert.FailsAsync(HttpStatusCode.MethodNotAllowed, "MethodNotAllowed", () => server.S3.GetObjectAsync(bucket, "k", deleted.VersionId));
        Assert.Equal([(deleted.VersionId, true, true), (second, false, false), (first, false, false)], await VersionsAsync(bucket));

        await server.S3.DeleteObjectAsync(bucket, "k", deleted.VersionId);
        Assert.Equal("two", await ReadAsync(bucket, null));
        await server.S3.DeleteObjectAsync(bucket, "k", second);
        Assert.Equal("one", await ReadAsync(bucket, null));
    }

    [Fact]
    public async Task Suspended_versioning_replaces_only_the_null_version()
    {
        var bucket = await server.CreateBucketAsync();
        await PutAsync(bucket, "before");
        await server.SetVersioningAsync(bucket, VersionStatus.Enabled);
        var kept = await PutAsync(bucket, "kept");
        Assert.Equal("before", await ReadAsync(bucket, "null"));
        await server.SetVersioningAsync(bucket, VersionStatus.Suspended);
        await PutAsync(bucket, "after");
        Assert.Equal([("null", true, false), (kept, false, false)], await VersionsAsync(bucket));
        await server.S3.DeleteObjectAsync(bucket, "k");
        Assert.Equal([("null", true, true), (kept, false, false)], await VersionsAsync(bucket));
        Assert.Equal("kept", await ReadAsync(bucket, kept));
    }

    [Fact]
    public async Task Versions_are_listed_in_pages()
    {
        var bucket = await server.CreateVersionedBucketAsync();
        var expected = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            expected.Insert(0, await PutAsync(bucket, $"{i}"));
        }
        var found = new List<string>();
        var request = new ListVersionsRequest { BucketName = bucket, MaxKeys = 2 };
        ListVersionsResponse page;
        do
        {
            page = await server.S3.ListVersionsAsync(request);
            found.AddRange(page.Versions.Select(version => version.VersionId));
            (request.KeyMarker, request.VersionIdMarker) = (page.NextKeyMarker, page.NextVersionIdMarker);
        }
        while (page.IsTruncated == true);
        Assert.Equal(expected, found);
    }

    [Fact]
    public async Task Unknown_versions_are_told_from_malformed_ones()
    {
        var bucket = await server.CreateVersionedBucketAsync();
        var version = await PutAsync(bucket, "x");
        await server.S3.DeleteObjectAsync(bucket, "k", version);
        await S3Assert.FailsAsync(HttpStatusCode.NotFound, "NoSuchVersion", () => server.S3.GetObjectAsync(bucket, "k", version));
        await S3Assert.FailsAsync(HttpStatusCode.BadRequest, "InvalidArgument", () => server.S3.GetObjectAsync(bucket, "k", "not-a-version"));
    }

    [Fact]
    public async Task A_bucket_with_old_versions_is_not_empty()
    {
        var bucket = await server.CreateVersionedBucketAsync();
        await PutAsync(bucket, "x");
        await server.S3.DeleteObjectAsync(bucket, "k");
        await S3Assert.FailsAsync(HttpStatusCode.Conflict, "BucketNotEmpty", () => server.S3.DeleteBucketAsync(bucket));
    }

    private async Task<string> PutAsync(string bucket, string content) =>
        (await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = content })).VersionId;

    private async Task<string> ReadAsync(string bucket, string? version)
    {
        using var got = await server.S3.GetObjectAsync(bucket, "k", version);
        return await new StreamReader(got.ResponseStream).ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private async Task<List<(string Id, bool IsLatest, bool IsMarker)>> VersionsAsync(string bucket) =>
        (await server.S3.ListVersionsAsync(bucket)).Versions.ConvertAll(version => (version.VersionId, version.IsLatest == true, version.IsDeleteMarker == true));
}
