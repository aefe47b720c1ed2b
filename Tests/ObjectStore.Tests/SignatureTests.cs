using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Platform.ObjectStore.Signing;
using Platform.ObjectStore.Tests.Support;

namespace Platform.ObjectStore.Tests;

public sealed class SignatureTests(TestServer server)
{
    [Fact]
    public async Task Wrong_keys_secrets_regions_and_clocks_get_their_own_codes()
    {
        async Task<(int, string?)> Ask(RawRequest request)
        {
            var answer = await request.Sign().SendAsync();
            return (answer.Status, answer.Code);
        }
        Assert.Equal((403, "SignatureDoesNotMatch"), await Ask(new RawRequest(server, "GET", "/") { Secret = "another-secret" }));
        Assert.Equal((403, "InvalidAccessKeyId"), await Ask(new RawRequest(server, "GET", "/") { AccessKey = "nobody" }));
        Assert.Equal((400, "AuthorizationHeaderMalformed"), await Ask(new RawRequest(server, "GET", "/") { Region = "eu-west-9" }));
        Assert.Equal((403, "RequestTimeTooSkewed"), await Ask(new RawRequest(server, "GET", "/") { Time = DateTimeOffset.UtcNow.AddMinutes(-16) }));
        Assert.Equal((403, "RequestTimeTooSkewed"), await Ask(new RawRequest(server, "GET", "/") { Time = DateTimeOffset.UtcNow.AddMinutes(16) }));
        Assert.Equal((403, "AccessDenied"), Of(await new RawRequest(server, "GET", "/").SendAsync()));
        Assert.Equal((400, "InvalidArgument"), Of(await new RawRequest(server, "GET", "/").With("authorization", "Bearer x").SendAsync()));
        Assert.Equal((200, null), await Ask(new RawRequest(server, "GET", "/")));
    }

    [Fact]
    public async Task A_header_or_body_changed_after_signing_is_noticed()
    {
        var bucket = await server.CreateBucketAsync();
        var added = new RawRequest(server, "PUT", $"/{bucket}/k").Sign().With("x-amz-meta-a", "added");
        Assert.Equal((403, "AccessDenied"), Of(await added.SendAsync()));
        var changed = new RawRequest(server, "PUT", $"/{bucket}/k").With("x-amz-meta-a", "1").Sign().With("x-amz-meta-a", "2");
        Assert.Equal((403, "SignatureDoesNotMatch"), Of(await changed.SendAsync()));
        var body = new RawRequest(server, "PUT", $"/{bucket}/k") { Body = [1, 2, 3], Payload = SigningScope.Sha256([1, 2, 4]) };
        Assert.Equal((400, "XAmzContentSHA256Mismatch"), Of(await body.Sign().SendAsync()));
        Assert.Equal(404, (await new RawRequest(server, "HEAD", $"/{bucket}/k").Sign().SendAsync()).Status);
    }

    [Fact]
    public async Task Presigned_urls_work_until_they_expire()
    {
        var bucket = await server.CreateBucketAsync();
        var put = await server.S3.GetPreSignedURLAsync(new GetPreSignedUrlRequest
        {
            BucketName = bucket, Key = "a b/ü", Verb = HttpVerb.PUT, Expires = DateTime.UtcNow.AddMinutes(5), Protocol = Protocol.HTTP, ContentType = "text/x-mine",
        });
        using var content = new StringContent("by url", Encoding.UTF8);
        content.Headers.ContentType = new("text/x-mine");
        using var stored = await server.Http.PutAsync(put, content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        var get = await server.S3.GetPreSignedURLAsync(new GetPreSignedUrlRequest { BucketName = bucket, Key = "a b/ü", Expires = DateTime.UtcNow.AddMinutes(5), Protocol = Protocol.HTTP });
        Assert.Equal("by url", await server.Http.GetStringAsync(get, TestContext.Current.CancellationToken));
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "SignatureDoesNotMatch", await server.Http.GetAsync(get[..^4] + "0000"));

        var expired = new RawRequest(server, "GET", $"/{bucket}/k") { Time = DateTimeOffset.UtcNow.AddSeconds(-20) }.Presign(10);
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessDenied", await server.Http.GetAsync(expired));
        var tooLong = new RawRequest(server, "GET", $"/{bucket}/k").Presign(604801);
        await S3Assert.FailsAsync(HttpStatusCode.BadRequest, "AuthorizationQueryParametersError", await server.Http.GetAsync(tooLong));
    }

    [Theory]
    [InlineData(true, false, null, 200, null)]
    [InlineData(true, true, null, 200, null)]
    [InlineData(false, true, null, 200, null)]
    [InlineData(true, false, "data", 403, "SignatureDoesNotMatch")]
    [InlineData(true, false, "truncate", 400, "IncompleteBody")]
    [InlineData(false, true, "truncate", 400, "IncompleteBody")]
    [InlineData(true, true, "trailer", 403, "SignatureDoesNotMatch")]
    [InlineData(false, true, "checksum", 400, "BadDigest")]
    public async Task Chunked_payloads_are_checked_chunk_by_chunk(bool signed, bool trailer, string? damage, int status, string? code)
    {
        var bucket = await server.CreateBucketAsync();
        var data = new byte[200_000];
        new Random(3).NextBytes(data);
        var payload = (signed, trailer) switch
        {
            (true, false) => "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            (true, true) => "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
            _ => "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        };
        var request = new RawRequest(server, "PUT", $"/{bucket}/k") { Payload = payload }
            .With("x-amz-decoded-content-length", $"{data.Length}").With("content-encoding", "aws-chunked");
        if (trailer)
        {
            request.With("x-amz-trailer", "x-amz-checksum-crc32c");
        }
        request.Sign();
        var body = Chunks.Encode(request, data, signed, trailer, damage);
        var send = new RawRequest(server, "PUT", $"/{bucket}/k") { Body = body };
        request.CopyHeadersTo(send);
        var answer = await send.SendAsync(damage == "truncate" ? body.Length / 2 : null);
        Assert.True(answer.Status == status, answer.Text);
        Assert.Equal(code, answer.Code);
        var got = await new RawRequest(server, "GET", $"/{bucket}/k").Sign().SendAsync();
        Assert.Equal(status == 200 ? 200 : 404, got.Status);
        if (status == 200)
        {
            Assert.Equal(data, got.Body);
            Assert.False(got.Headers.ContainsKey("Content-Encoding"));
        }
    }

    private static (int, string?) Of(RawResponse response) => (response.Status, response.Code);
}
