using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using Platform.ObjectStore.Tests.Support;

namespace Platform.ObjectStore.Tests;

public sealed class MultipartTests(TestServer server)
{
    private const int MinPart = 5 * 1024 * 1024;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_transfer_utility_uploads_in_parts(bool whenRequired)
    {
        using var s3 = TestServer.CreateClient(server.Url, whenRequired);
        var bucket = await server.CreateBucketAsync();
        var content = new byte[(2 * MinPart) + 12345];
        new Random(2).NextBytes(content);
        using var transfer = new TransferUtility(s3, new TransferUtilityConfig { MinSizeBeforePartUpload = MinPart });
        await transfer.UploadAsync(new TransferUtilityUploadRequest { BucketName = bucket, Key = "k", InputStream = new MemoryStream(content), PartSize = MinPart });
        using var got = await s3.GetObjectAsync(bucket, "k");
        using var copy = new MemoryStream();
        await got.ResponseStream.CopyToAsync(copy, TestContext.Current.CancellationToken);
        Assert.Equal(content, copy.ToArray());
        Assert.EndsWith("-3\"", got.ETag, StringComparison.Ordinal);
        var range = await new RawRequest(server, "GET", $"/{bucket}/k").With("range", $"bytes={MinPart - 2}-{MinPart + 2}").Sign().SendAsync();
        Assert.Equal(content[(MinPart - 2)..(MinPart + 3)], range.Body);
    }

    [Fact]
    public async Task A_part_of_the_object_is_read_by_its_number()
    {
        var (bucket, _) = await CompleteAsync([MinPart, 10]);
        using var part = await server.S3.GetObjectAsync(new GetObjectRequest { BucketName = bucket, Key = "k", PartNumber = 2 });
        Assert.Equal((10, 2, HttpStatusCode.PartialContent), (part.ContentLength, part.PartsCount, part.HttpStatusCode));
        await S3Assert.FailsAsync(HttpStatusCode.RequestedRangeNotSatisfiable, "InvalidPartNumber", () =>
            server.S3.GetObjectAsync(new GetObjectRequest { BucketName = bucket, Key = "k", PartNumber = 3 }));
        var attributes = await server.S3.GetObjectAttributesAsync(new GetObjectAttributesRequest
        {
            BucketName = bucket, Key = "k", ObjectAttributes = [ObjectAttributes.ETag, ObjectAttributes.ObjectSize, ObjectAttributes.ObjectParts, ObjectAttributes.StorageClass],
        });
        Assert.Equal((MinPart + 10, 2), (attributes.ObjectSize, attributes.ObjectParts.TotalPartsCount));
    }

    [Fact]
    public async Task Parts_are_checked_before_they_become_an_object()
    {
        var bucket = await server.CreateBucketAsync();
        var upload = (await server.S3.InitiateMultipartUploadAsync(bucket, "k")).UploadId;
        var small = await PartAsync(bucket, upload, 1, 10);
        var large = await PartAsync(bucket, upload, 2, MinPart);
        Task Complete(params PartETag[] parts) => server.S3.CompleteMultipartUploadAsync(
            new CompleteMultipartUploadRequest { BucketName = bucket, Key = "k", UploadId = upload, PartETags = [.. parts] });
        var outOfOrder = await new RawRequest(server, "POST", $"/{bucket}/k?uploadId={upload}")
        {
            Body = System.Text.Encoding.UTF8.GetBytes($"<CompleteMultipartUpload><Part><PartNumber>2</PartNumber><ETag>{large.ETag}</ETag></Part><Part><PartNumber>1</PartNumber><ETag>{small.ETag}</ETag></Part></CompleteMultipartUpload>"),
        }.Sign().SendAsync();
        Assert.Equal((400, "InvalidPartOrder"), (outOfOrder.Status, outOfOrder.Code));
        await S3Assert.FailsAsync(HttpStatusCode.BadRequest, "EntityTooSmall", () => Complete(small, large));
        await S3Assert.FailsAsync(HttpStatusCode.BadRequest, "InvalidPart", () => Complete(new PartETag(1, "\"00000000000000000000000000000000\"")));
        await S3Assert.FailsAsync(HttpStatusCode.BadRequest, "InvalidPart", () => Complete(new PartETag(7, small.ETag)));
        await Complete(large);
        await S3Assert.FailsAsync(HttpStatusCode.NotFound, "NoSuchUpload", () => PartAsync(bucket, upload, 3, 10));
        Assert.Equal(MinPart, (await server.S3.GetObjectMetadataAsync(bucket, "k")).ContentLength);
    }

    [Fact]
    public async Task An_aborted_upload_is_gone()
    {
        var bucket = await server.CreateBucketAsync();
        var upload = (await server.S3.InitiateMultipartUploadAsync(bucket, "k")).UploadId;
        await PartAsync(bucket, upload, 1, 10);
        Assert.Equal(upload, Assert.Single((await server.S3.ListMultipartUploadsAsync(bucket)).MultipartUploads).UploadId);
        await server.S3.AbortMultipartUploadAsync(bucket, "k", upload);
        Assert.Empty((await server.S3.ListMultipartUploadsAsync(bucket)).MultipartUploads ?? []);
        await S3Assert.FailsAsync(HttpStatusCode.NotFound, "NoSuchUpload", () => server.S3.AbortMultipartUploadAsync(bucket, "k", upload));
    }

    [Fact]
    public async Task Parts_are_listed_in_pages_and_can_be_replaced()
    {
        var bucket = await server.CreateBucketAsync();
        var upload = (await server.S3.InitiateMultipartUploadAsync(bucket, "k")).UploadId;
        foreach (var number in new[] { 3, 1, 2, 2 })
        {
            await PartAsync(bucket, upload, number, number);
        }
        var first = await server.S3.ListPartsAsync(new ListPartsRequest { BucketName = bucket, Key = "k", UploadId = upload, MaxParts = 2 });
        Assert.Equal([1, 2], first.Parts.Select(part => part.PartNumber!.Value));
        var second = await server.S3.ListPartsAsync(new ListPartsRequest { BucketName = bucket, Key = "k", UploadId = upload, PartNumberMarker = "2" });
        Assert.Equal([3], second.Parts.Select(part => part.PartNumber!.Value));
        await server.S3.AbortMultipartUploadAsync(bucket, "k", upload);
    }

    [Fact]
    public async Task A_part_can_be_copied_from_a_range_of_an_object()
    {
        var bucket = await server.CreateBucketAsync();
        await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "from", ContentBody = "0123456789" });
        var upload = (await server.S3.InitiateMultipartUploadAsync(bucket, "k")).UploadId;
        var copied = await server.S3.CopyPartAsync(new CopyPartRequest
        {
            SourceBucket = bucket, SourceKey = "from", DestinationBucket = bucket, DestinationKey = "k", UploadId = upload, PartNumber = 1, FirstByte = 2, LastByte = 5,
        });
        await server.S3.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = bucket, Key = "k", UploadId = upload, PartETags = [new PartETag(copied)] });
        using var got = await server.S3.GetObjectAsync(bucket, "k");
        Assert.Equal("2345", await new StreamReader(got.ResponseStream).ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Completing_twice_gives_the_same_answer()
    {
        var (bucket, request) = await CompleteAsync([MinPart, 10]);
        var again = await server.S3.CompleteMultipartUploadAsync(request);
        Assert.Equal((await server.S3.GetObjectMetadataAsync(bucket, "k")).ETag, again.ETag);
    }

    private async Task<(string Bucket, CompleteMultipartUploadRequest Request)> CompleteAsync(int[] sizes)
    {
        var bucket = await server.CreateBucketAsync();
        var upload = (await server.S3.InitiateMultipartUploadAsync(bucket, "k")).UploadId;
        var parts = new List<PartETag>();
        for (var i = 0; i < sizes.Length; i++)
        {
            parts.Add(await PartAsync(bucket, upload, i + 1, sizes[i]));
        }
        var request = new CompleteMultipartUploadRequest { BucketName = bucket, Key = "k", UploadId = upload, PartETags = parts };
        await server.S3.CompleteMultipartUploadAsync(request);
        return (bucket, request);
    }

    private async Task<PartETag> PartAsync(string bucket, string upload, int number, int size)
    {
        var response = await server.S3.UploadPartAsync(new UploadPartRequest
        {
            BucketName = bucket, Key = "k", UploadId = upload, PartNumber = number, InputStream = new MemoryStream(new byte[size]), PartSize = size,
        });
        return new PartETag(response);
    }
}
