using System.Text;
using Platform.ObjectStore.Tests.Support;

namespace Platform.ObjectStore.Tests;

/// <summary>What the API reference bounds in multipart uploads.</summary>
public sealed class MultipartLimitTests(TestServer server)
{
    [Theory]
    [InlineData("0")]
    [InlineData("10001")]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("")]
    public async Task Part_numbers_go_from_1_to_10000(string number)
    {
        var (bucket, upload) = await BeginAsync();
        Assert.Equal((400, "InvalidArgument"), Of(await PartAsync(bucket, upload, number)));
    }

    [Fact]
    public async Task Part_10000_is_the_last_one_and_part_numbers_may_leave_gaps()
    {
        var (bucket, upload) = await BeginAsync();
        var part = await PartAsync(bucket, upload, "10000");
        Assert.Equal(200, part.Status);
        Assert.Equal((200, null), Of(await CompleteAsync(bucket, upload, (10000, part.Headers["ETag"]))));
    }

    [Fact]
    public async Task A_part_beyond_five_gibibytes_is_refused_before_its_body()
    {
        var (bucket, upload) = await BeginAsync();
        var answer = await new RawRequest(server, "PUT", $"/{bucket}/k?partNumber=1&uploadId={upload}") { Payload = "UNSIGNED-PAYLOAD" }
            .With("content-length", "5368709121").Sign().SendAsync(cutAfter: 0);
        Assert.Equal((400, "EntityTooLarge"), Of(answer));
    }

    [Fact]
    public async Task An_upload_cannot_be_completed_with_a_list_that_is_empty_too_long_or_names_a_part_twice()
    {
        var (bucket, upload) = await BeginAsync();
        var etag = (await PartAsync(bucket, upload, "1")).Headers["ETag"];
        Assert.Equal((400, "MalformedXML"), Of(await CompleteAsync(bucket, upload)));
        Assert.Equal((400, "MalformedXML"), Of(await CompleteAsync(bucket, upload, [.. Enumerable.Range(1, 10001).Select(number => (number, etag))])));
        Assert.Equal((400, "InvalidPartOrder"), Of(await CompleteAsync(bucket, upload, (1, etag), (1, etag))));
        Assert.Equal((200, null), Of(await CompleteAsync(bucket, upload, (1, etag))));
    }

    [Fact]
    public async Task A_size_that_the_client_expects_is_checked()
    {
        var (bucket, upload) = await BeginAsync();
        var etag = (await PartAsync(bucket, upload, "1")).Headers["ETag"];
        Assert.Equal((400, "InvalidRequest"), Of(await CompleteRequest(bucket, upload, (1, etag)).With("x-amz-mp-object-size", "5").Sign().SendAsync()));
        Assert.Equal((200, null), Of(await CompleteRequest(bucket, upload, (1, etag)).With("x-amz-mp-object-size", "4").Sign().SendAsync()));
    }

    [Fact]
    public async Task An_upload_belongs_to_its_key()
    {
        var (bucket, upload) = await BeginAsync();
        foreach (var (method, query) in new[] { ("PUT", $"partNumber=1&uploadId={upload}"), ("GET", $"uploadId={upload}"), ("DELETE", $"uploadId={upload}"), ("PUT", "partNumber=1&uploadId=nonsense") })
        {
            Assert.Equal((404, "NoSuchUpload"), Of(await new RawRequest(server, method, $"/{bucket}/other?{query}").Sign().SendAsync()));
        }
    }

    private async Task<(string Bucket, string Upload)> BeginAsync()
    {
        var bucket = await server.CreateBucketAsync();
        return (bucket, (await server.S3.InitiateMultipartUploadAsync(bucket, "k")).UploadId);
    }

    private Task<RawResponse> PartAsync(string bucket, string upload, string number) =>
        new RawRequest(server, "PUT", $"/{bucket}/k?partNumber={number}&uploadId={upload}") { Body = "part"u8.ToArray() }.Sign().SendAsync();

    private Task<RawResponse> CompleteAsync(string bucket, string upload, params (int Number, string ETag)[] parts) =>
        CompleteRequest(bucket, upload, parts).Sign().SendAsync();

    private RawRequest CompleteRequest(string bucket, string upload, params (int Number, string ETag)[] parts)
    {
        var list = string.Concat(parts.Select(part => $"<Part><PartNumber>{part.Number}</PartNumber><ETag>{part.ETag}</ETag></Part>"));
        return new RawRequest(server, "POST", $"/{bucket}/k?uploadId={upload}") { Body = Encoding.UTF8.GetBytes($"<CompleteMultipartUpload>{list}</CompleteMultipartUpload>") };
    }

    private static (int, string?) Of(RawResponse response) => (response.Status, response.Code);
}
