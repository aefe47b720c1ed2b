using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Platform.ObjectStore.Checksums;
using Platform.ObjectStore.Tests.Support;

namespace Platform.ObjectStore.Tests;

public sealed class ChecksumTests(TestServer server)
{
    private static readonly byte[] Digits = "123456789"u8.ToArray();

    // Check values of the catalogue of parametrised CRC algorithms and of FIPS 180.
    [Theory]
    [InlineData("CRC32", "cbf43926")]
    [InlineData("CRC32C", "e3069283")]
    [InlineData("CRC64NVME", "ae8b14860a799888")]
    [InlineData("SHA1", "f7c3bc1d808e04732adf679965ccc34ca7ae3441")]
    [InlineData("SHA256", "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225")]
    public void Algorithms_give_their_published_check_values(string name, string expected) =>
        Assert.Equal(expected, Convert.ToHexStringLower(Convert.FromBase64String(ChecksumHasher.Compute(ChecksumNames.Parse(name)!.Value, Digits))));

    [Theory]
    [InlineData("CRC32")]
    [InlineData("CRC32C")]
    [InlineData("CRC64NVME")]
    public void Checksums_of_pieces_join_to_that_of_the_whole(string name)
    {
        var algorithm = ChecksumNames.Parse(name)!.Value;
        var random = new Random(4);
        for (var round = 0; round < 50; round++)
        {
            var data = new byte[random.Next(0, 5000)];
            random.NextBytes(data);
            var cut = random.Next(0, data.Length + 1);
            var joined = ChecksumCombiner.FullObject(algorithm,
                [(ChecksumHasher.Compute(algorithm, data.AsSpan(0, cut)), cut), (ChecksumHasher.Compute(algorithm, data.AsSpan(cut)), data.Length - cut)]);
            Assert.Equal(ChecksumHasher.Compute(algorithm, data), joined);
        }
    }

    [Theory]
    [InlineData("CRC32")]
    [InlineData("CRC32C")]
    [InlineData("CRC64NVME")]
    [InlineData("SHA1")]
    [InlineData("SHA256")]
    public async Task A_checksum_is_checked_on_write_and_returned_on_read(string name)
    {
        var algorithm = ChecksumNames.Parse(name)!.Value;
        var bucket = await server.CreateBucketAsync();
        var content = Encoding.UTF8.GetBytes("some content");
        var checksum = ChecksumHasher.Compute(algorithm, content);
        RawRequest Put(string value) => new RawRequest(server, "PUT", $"/{bucket}/k") { Body = content }.With(algorithm.Header(), value).Sign();
        var wrong = await Put(ChecksumHasher.Compute(algorithm, [1])).SendAsync();
        Assert.Equal((400, "BadDigest"), (wrong.Status, wrong.Code));
        var malformed = await Put("AAAA").SendAsync();
        Assert.Equal((400, "InvalidRequest"), (malformed.Status, malformed.Code));
        var put = await Put(checksum).SendAsync();
        Assert.Equal(checksum, put.Headers[algorithm.Header()]);
        var got = await new RawRequest(server, "GET", $"/{bucket}/k").With("x-amz-checksum-mode", "ENABLED").Sign().SendAsync();
        Assert.Equal((checksum, "FULL_OBJECT"), (got.Headers[algorithm.Header()], got.Headers["x-amz-checksum-type"]));
        var plain = await new RawRequest(server, "GET", $"/{bucket}/k").Sign().SendAsync();
        Assert.False(plain.Headers.ContainsKey(algorithm.Header()));
    }

    [Theory]
    [InlineData("CRC32", true, false)]
    [InlineData("CRC32", true, true)]
    [InlineData("CRC32", false, false)]
    [InlineData("CRC32", false, true)]
    [InlineData("CRC32C", true, false)]
    [InlineData("CRC32C", true, true)]
    [InlineData("CRC32C", false, false)]
    [InlineData("CRC32C", false, true)]
    [InlineData("CRC64NVME", true, false)]
    [InlineData("CRC64NVME", true, true)]
    [InlineData("CRC64NVME", false, false)]
    [InlineData("CRC64NVME", false, true)]
    [InlineData("SHA1", true, false)]
    [InlineData("SHA1", true, true)]
    [InlineData("SHA1", false, false)]
    [InlineData("SHA1", false, true)]
    [InlineData("SHA256", true, false)]
    [InlineData("SHA256", true, true)]
    [InlineData("SHA256", false, false)]
    [InlineData("SHA256", false, true)]
    public async Task A_trailing_checksum_is_checked_kept_and_returned(string name, bool signed, bool damaged)
    {
        var algorithm = ChecksumNames.Parse(name)!.Value;
        var bucket = await server.CreateBucketAsync();
        var data = new byte[150_000];
        new Random(7).NextBytes(data);
        var request = new RawRequest(server, "PUT", $"/{bucket}/k") { Payload = signed ? "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" : "STREAMING-UNSIGNED-PAYLOAD-TRAILER" }
            .With("x-amz-decoded-content-length", $"{data.Length}").With("content-encoding", "aws-chunked").With("x-amz-trailer", algorithm.Header()).Sign();
        var send = new RawRequest(server, "PUT", $"/{bucket}/k") { Body = Chunks.Encode(request, data, signed, trailer: true, damaged ? "checksum" : null, algorithm) };
        request.CopyHeadersTo(send);
        var put = await send.SendAsync();
        Assert.Equal(damaged ? (400, "BadDigest") : (200, null), (put.Status, put.Code));
        var head = await new RawRequest(server, "HEAD", $"/{bucket}/k").With("x-amz-checksum-mode", "ENABLED").Sign().SendAsync();
        Assert.Equal(damaged ? 404 : 200, head.Status);
        Assert.Equal(damaged ? null : ChecksumHasher.Compute(algorithm, data), head.Headers.GetValueOrDefault(algorithm.Header()));
    }

    [Fact]
    public async Task Content_MD5_is_checked()
    {
        var bucket = await server.CreateBucketAsync();
        async Task<(int, string?)> Put(string md5)
        {
            var answer = await new RawRequest(server, "PUT", $"/{bucket}/k") { Body = [1] }.With("content-md5", md5).Sign().SendAsync();
            return (answer.Status, answer.Code);
        }
        Assert.Equal((400, "InvalidDigest"), await Put("xyz"));
        Assert.Equal((400, "BadDigest"), await Put(Convert.ToBase64String(new byte[16])));
        Assert.Equal((200, null), await Put(Convert.ToBase64String(System.Security.Cryptography.MD5.HashData([1]))));
    }

    [Theory]
    [InlineData("CRC32", "FULL_OBJECT")]
    [InlineData("CRC32C", "COMPOSITE")]
    [InlineData("CRC64NVME", "FULL_OBJECT")]
    [InlineData("SHA256", "COMPOSITE")]
    public async Task Multipart_objects_get_a_checksum_of_their_type(string name, string type)
    {
        var algorithm = ChecksumNames.Parse(name)!.Value;
        var bucket = await server.CreateBucketAsync();
        var parts = new[] { new byte[5 * 1024 * 1024], Encoding.UTF8.GetBytes("the rest") };
        new Random(5).NextBytes(parts[0]);
        var created = await new RawRequest(server, "POST", $"/{bucket}/k?uploads").With("x-amz-checksum-algorithm", name).With("x-amz-checksum-type", type).Sign().SendAsync();
        var upload = System.Xml.Linq.XDocument.Parse(created.Text).Root!.Elements().Single(element => element.Name.LocalName == "UploadId").Value;
        var list = "";
        for (var number = 1; number <= parts.Length; number++)
        {
            var checksum = ChecksumHasher.Compute(algorithm, parts[number - 1]);
            var part = await new RawRequest(server, "PUT", $"/{bucket}/k?partNumber={number}&uploadId={upload}") { Body = parts[number - 1] }.With(algorithm.Header(), checksum).Sign().SendAsync();
            list += $"<Part><PartNumber>{number}</PartNumber><ETag>{part.Headers["ETag"]}</ETag><{algorithm.Element()}>{checksum}</{algorithm.Element()}></Part>";
        }
        var complete = await new RawRequest(server, "POST", $"/{bucket}/k?uploadId={upload}") { Body = Encoding.UTF8.GetBytes($"<CompleteMultipartUpload>{list}</CompleteMultipartUpload>") }.Sign().SendAsync();
        Assert.True(complete.Status == 200, complete.Text);
        var expected = type == "FULL_OBJECT"
            ? ChecksumHasher.Compute(algorithm, [.. parts[0], .. parts[1]])
            : ChecksumCombiner.Composite(algorithm, [.. parts.Select(part => ChecksumHasher.Compute(algorithm, part))]);
        var head = await new RawRequest(server, "HEAD", $"/{bucket}/k").With("x-amz-checksum-mode", "ENABLED").Sign().SendAsync();
        Assert.Equal((expected, type), (head.Headers[algorithm.Header()], head.Headers["x-amz-checksum-type"]));
    }

    [Fact]
    public async Task Attributes_tell_checksum_and_size()
    {
        var bucket = await server.CreateBucketAsync();
        await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = "x", ChecksumAlgorithm = Amazon.S3.ChecksumAlgorithm.SHA256 });
        var attributes = await server.S3.GetObjectAttributesAsync(new GetObjectAttributesRequest { BucketName = bucket, Key = "k", ObjectAttributes = [ObjectAttributes.Checksum, ObjectAttributes.ObjectSize] });
        Assert.Equal((1, ChecksumHasher.Compute(Checksums.ChecksumAlgorithm.Sha256, "x"u8)), (attributes.ObjectSize, attributes.Checksum.ChecksumSHA256));
        Assert.Null(attributes.ETag);
        await S3Assert.FailsAsync(HttpStatusCode.NotFound, "NoSuchKey", () => server.S3.GetObjectAttributesAsync(
            new GetObjectAttributesRequest { BucketName = bucket, Key = "missing", ObjectAttributes = [ObjectAttributes.ETag] }));
    }
}
