using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Platform.ObjectStore.Tests.Support;

namespace Platform.ObjectStore.Tests;

public sealed class ObjectTests(TestServer server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_put_comes_back_with_either_checksum_setting(bool whenRequired)
    {
        using var s3 = TestServer.CreateClient(server.Url, whenRequired);
        var bucket = await server.CreateBucketAsync();
        var content = new byte[300_000];
        new Random(1).NextBytes(content);
        var put = new PutObjectRequest { BucketName = bucket, Key = "dir/file", InputStream = new MemoryStream(content), ContentType = "image/png" };
        put.Metadata.Add("owner", "someone");
        put.Headers.CacheControl = "max-age=60";
        put.Headers.ContentDisposition = "attachment; filename=\"a.png\"";
        await s3.PutObjectAsync(put);

        using var got = await s3.GetObjectAsync(bucket, "dir/file");
        using var copy = new MemoryStream();
        await got.ResponseStream.CopyToAsync(copy, TestContext.Current.CancellationToken);
        Assert.Equal(content, copy.ToArray());
        Assert.Equal("image/png", got.Headers.ContentType);
        Assert.Equal("max-age=60", got.Headers.CacheControl);
        Assert.Equal("attachment; filename=\"a.png\"", got.Headers.ContentDisposition);
        Assert.Equal("someone", got.Metadata["owner"]);
        Assert.Equal($"\"{Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(content))}\"", got.ETag);
    }

    [Fact]
    public async Task An_empty_object_is_an_object()
    {
        var bucket = await server.CreateBucketAsync();
        await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "empty", ContentBody = "" });
        var head = await server.S3.GetObjectMetadataAsync(bucket, "empty");
        Assert.Equal((0, "\"d41d8cd98f00b204e9800998ecf8427e\""), (head.ContentLength, head.ETag));
    }

    [Fact]
    public async Task A_missing_key_or_bucket_is_named()
    {
        var bucket = await server.CreateBucketAsync();
        await S3Assert.FailsAsync(HttpStatusCode.NotFound, "NoSuchKey", () => server.S3.GetObjectAsync(bucket, "nothing"));
        await S3Assert.FailsAsync(HttpStatusCode.NotFound, "NoSuchBucket", () => server.S3.GetObjectAsync("no-such-bucket-here", "nothing"));
        await server.S3.DeleteObjectAsync(bucket, "nothing");
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("../../../../etc/passwd")]
    [InlineData("/leading")]
    [InlineData("a//b/./c/../d")]
    [InlineData("with space + plus % percent & and = ? #")]
    [InlineData("ünïcode/日本語/🦆")]
    [InlineData("CON")]
    [InlineData("trailing/")]
    [InlineData("dots...")]
    [InlineData("quote\"'<>&")]
    public async Task Any_key_is_only_a_key(string key)
    {
        var bucket = await server.CreateBucketAsync();
        var target = $"/{bucket}/{Http.PercentCoding.Encode(key, keepSlash: true)}";
        var put = await new RawRequest(server, "PUT", target) { Body = Encoding.UTF8.GetBytes(key) }.Sign().SendAsync();
        Assert.Equal(200, put.Status);
        var got = await new RawRequest(server, "GET", target).Sign().SendAsync();
        Assert.Equal(key, got.Text);
        var list = await server.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket });
        Assert.Equal([key], list.S3Objects.Select(found => found.Key));
        await new RawRequest(server, "DELETE", target).Sign().SendAsync();
        list = await server.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket });
        Assert.True(list.S3Objects is null or { Count: 0 });
    }

    [Fact]
    public async Task Keys_have_up_to_1024_bytes_and_differ_by_case()
    {
        var bucket = await server.CreateBucketAsync();
        var longest = new string('ü', 512);
        await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = longest, ContentBody = "1" });
        await S3Assert.FailsAsync(HttpStatusCode.BadRequest, "KeyTooLongError", () =>
            server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = longest + "x", ContentBody = "1" }));
        await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "Case", ContentBody = "upper" });
        await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "case", ContentBody = "lower" });
        using var upper = await server.S3.GetObjectAsync(bucket, "Case");
        Assert.Equal("upper", await new StreamReader(upper.ResponseStream).ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("bytes=0-3", "0123", "bytes 0-3/10")]
    [InlineData("bytes=4-", "456789", "bytes 4-9/10")]
    [InlineData("bytes=-3", "789", "bytes 7-9/10")]
    [InlineData("bytes=5-100", "56789", "bytes 5-9/10")]
    [InlineData("bytes=0-1,4-5", "0123456789", null)]
    [InlineData("bytes=x", "0123456789", null)]
    public async Task Ranges_are_cut_out(string range, string expected, string? contentRange)
    {
        var bucket = await server.CreateBucketAsync();
        await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = "0123456789" });
        var got = await new RawRequest(server, "GET", $"/{bucket}/k").With("range", range).Sign().SendAsync();
        Assert.Equal((contentRange is null ? 200 : 206, expected), (got.Status, got.Text));
        Assert.Equal(contentRange, got.Headers.GetValueOrDefault("Content-Range"));
    }

    [Fact]
    public async Task A_range_behind_the_end_is_416()
    {
        var bucket = await server.CreateBucketAsync();
        await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = "0123456789" });
        var got = await new RawRequest(server, "GET", $"/{bucket}/k").With("range", "bytes=10-").Sign().SendAsync();
        Assert.Equal((416, "InvalidRange"), (got.Status, got.Code));
    }

    [Fact]
    public async Task Reads_keep_to_their_conditions()
    {
        var bucket = await server.CreateBucketAsync();
        var put = await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = "x" });
        async Task<int> Status(string header, string value) =>
            (await new RawRequest(server, "GET", $"/{bucket}/k").With(header, value).Sign().SendAsync()).Status;
        var (past, future) = (DateTimeOffset.UtcNow.AddHours(-1).ToString("R"), DateTimeOffset.UtcNow.AddHours(1).ToString("R"));
        Assert.Equal(200, await Status("if-match", put.ETag));
        Assert.Equal(412, await Status("if-match", "\"other\""));
        Assert.Equal(304, await Status("if-none-match", put.ETag));
        Assert.Equal(200, await Status("if-none-match", "\"other\""));
        Assert.Equal(200, await Status("if-modified-since", past));
        Assert.Equal(304, await Status("if-modified-since", future));
        Assert.Equal(412, await Status("if-unmodified-since", past));
        Assert.Equal(200, await Status("if-unmodified-since", future));
    }

    [Fact]
    public async Task Writes_keep_to_their_conditions()
    {
        var bucket = await server.CreateBucketAsync();
        Task<PutObjectResponse> Put(string? match, string? noneMatch) => server.S3.PutObjectAsync(
            new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = Guid.NewGuid().ToString(), IfMatch = match, IfNoneMatch = noneMatch });
        await S3Assert.FailsAsync(HttpStatusCode.NotFound, "NoSuchKey", () => Put("\"etag\"", null));
        var first = await Put(null, "*");
        await S3Assert.FailsAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => Put(null, "*"));
        await S3Assert.FailsAsync(HttpStatusCode.PreconditionFailed, "PreconditionFailed", () => Put("\"other\"", null));
        await Put(first.ETag, null);
    }

    [Fact]
    public async Task Of_many_who_create_a_key_one_wins()
    {
        var bucket = await server.CreateBucketAsync();
        var attempts = await Task.WhenAll(Enumerable.Range(0, 12).Select(async number =>
        {
            try
            {
                await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = $"{number}", IfNoneMatch = "*" });
                return 1;
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed)
            {
                return 0;
            }
        }));
        Assert.Equal(1, attempts.Sum());
    }

    [Fact]
    public async Task Copies_take_or_replace_what_belongs_to_the_object()
    {
        var bucket = await server.CreateBucketAsync();
        var put = new PutObjectRequest { BucketName = bucket, Key = "from", ContentBody = "content", ContentType = "text/x-one", TagSet = [new Tag { Key = "a", Value = "1" }] };
        put.Metadata.Add("m", "one");
        await server.S3.PutObjectAsync(put);
        await server.S3.CopyObjectAsync(bucket, "from", bucket, "same");
        var replace = new CopyObjectRequest
        {
            SourceBucket = bucket, SourceKey = "from", DestinationBucket = bucket, DestinationKey = "other", MetadataDirective = S3MetadataDirective.REPLACE, ContentType = "text/x-two",
        };
        replace.Metadata.Add("m", "two");
        await server.S3.CopyObjectAsync(replace);
        var same = await server.S3.GetObjectMetadataAsync(bucket, "same");
        var other = await server.S3.GetObjectMetadataAsync(bucket, "other");
        Assert.Equal(("one", "text/x-one"), (same.Metadata["m"], same.Headers.ContentType));
        Assert.Equal(("two", "text/x-two"), (other.Metadata["m"], other.Headers.ContentType));
        var tags = await server.S3.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = bucket, Key = "same" });
        Assert.Equal("1", Assert.Single(tags.Tagging).Value);
        await S3Assert.FailsAsync(HttpStatusCode.BadRequest, "InvalidRequest", () => server.S3.CopyObjectAsync(bucket, "from", bucket, "from"));
        await S3Assert.FailsAsync(HttpStatusCode.NotFound, "NoSuchKey", () => server.S3.CopyObjectAsync(bucket, "missing", bucket, "x"));
    }

    [Fact]
    public async Task Many_objects_are_deleted_at_once()
    {
        var bucket = await server.CreateBucketAsync();
        foreach (var key in new[] { "a", "b", "c" })
        {
            await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = key });
        }
        var result = await server.S3.DeleteObjectsAsync(new DeleteObjectsRequest
        {
            BucketName = bucket, Objects = [new KeyVersion { Key = "a" }, new KeyVersion { Key = "b" }, new KeyVersion { Key = "never" }],
        });
        Assert.Equal(["a", "b", "never"], result.DeletedObjects.Select(deleted => deleted.Key));
        var list = await server.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket });
        Assert.Equal(["c"], list.S3Objects.Select(found => found.Key));
    }

    [Fact]
    public async Task Headers_of_an_answer_can_be_overridden_by_a_signed_request()
    {
        var bucket = await server.CreateBucketAsync();
        await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = "x" });
        var request = new GetObjectRequest { BucketName = bucket, Key = "k" };
        request.ResponseHeaderOverrides.ContentType = "text/x-other";
        request.ResponseHeaderOverrides.ContentDisposition = "attachment";
        using var got = await server.S3.GetObjectAsync(request);
        Assert.Equal(("text/x-other", "attachment"), (got.Headers.ContentType, got.Headers.ContentDisposition));
    }

    [Fact]
    public async Task Text_beyond_ASCII_passes_through_headers_and_control_characters_do_not()
    {
        var bucket = await server.CreateBucketAsync();
        var put = await new RawRequest(server, "PUT", $"/{bucket}/k").With("x-amz-meta-name", Encoding.Latin1.GetString("grün"u8)).Sign().SendAsync();
        Assert.Equal(200, put.Status);
        var got = await new RawRequest(server, "GET", $"/{bucket}/k?response-content-disposition=a%3D%C3%BC%E6%97%A5").Sign().SendAsync();
        Assert.Equal(("grün", "a=ü日"), (Utf8(got.Headers["x-amz-meta-name"]), Utf8(got.Headers["Content-Disposition"])));
        var control = await new RawRequest(server, "GET", $"/{bucket}/k?response-content-type=a%0D%0Ab").Sign().SendAsync();
        Assert.Equal((400, "InvalidArgument"), (control.Status, control.Code));
        static string Utf8(string header) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(header));
    }

    [Fact]
    public async Task Tags_are_kept_counted_and_bounded()
    {
        var bucket = await server.CreateBucketAsync();
        await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = "x" });
        List<Tag> Tags(int count) => [.. Enumerable.Range(0, count).Select(number => new Tag { Key = $"k{number}", Value = "v" })];
        await server.S3.PutObjectTaggingAsync(new PutObjectTaggingRequest { BucketName = bucket, Key = "k", Tagging = new Tagging { TagSet = Tags(10) } });
        Assert.Equal(10, (await server.S3.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = bucket, Key = "k" })).Tagging.Count);
        using (var got = await server.S3.GetObjectAsync(bucket, "k"))
        {
            Assert.Equal(10, got.TagCount);
        }
        await S3Assert.FailsAsync(HttpStatusCode.BadRequest, "InvalidTag", () => server.S3.PutObjectTaggingAsync(
            new PutObjectTaggingRequest { BucketName = bucket, Key = "k", Tagging = new Tagging { TagSet = Tags(11) } }));
        await server.S3.DeleteObjectTaggingAsync(new DeleteObjectTaggingRequest { BucketName = bucket, Key = "k" });
        Assert.Empty((await server.S3.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = bucket, Key = "k" })).Tagging ?? []);
    }

    [Fact]
    public async Task Encryption_is_remembered_and_other_kinds_are_refused()
    {
        var bucket = await server.CreateBucketAsync();
        await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = "x", ServerSideEncryptionMethod = ServerSideEncryptionMethod.AES256 });
        Assert.Equal(ServerSideEncryptionMethod.AES256, (await server.S3.GetObjectMetadataAsync(bucket, "k")).ServerSideEncryptionMethod);
        await S3Assert.FailsAsync(HttpStatusCode.BadRequest, "InvalidEncryptionAlgorithmError", () => server.S3.PutObjectAsync(
            new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = "x", ServerSideEncryptionMethod = ServerSideEncryptionMethod.AWSKMS }));
        var read = await new RawRequest(server, "GET", $"/{bucket}/k").With("x-amz-server-side-encryption", "AES256").Sign().SendAsync();
        Assert.Equal((400, "InvalidArgument"), (read.Status, read.Code));
    }

    [Fact]
    public async Task Metadata_beyond_two_kibibytes_is_refused()
    {
        var bucket = await server.CreateBucketAsync();
        var put = new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = "x" };
        put.Metadata.Add("m", new string('x', 2100));
        await S3Assert.FailsAsync(HttpStatusCode.BadRequest, "MetadataTooLarge", () => server.S3.PutObjectAsync(put));
    }

    [Fact]
    public async Task A_reader_gets_the_old_object_whole_while_it_is_replaced()
    {
        var bucket = await server.CreateBucketAsync();
        var old = new byte[8 * 1024 * 1024];
        Array.Fill(old, (byte)1);
        await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "k", InputStream = new MemoryStream(old) });
        using var reading = await server.S3.GetObjectAsync(bucket, "k");
        await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = "new" });
        using var copy = new MemoryStream();
        await reading.ResponseStream.CopyToAsync(copy, TestContext.Current.CancellationToken);
        Assert.Equal(old, copy.ToArray());
    }
}
