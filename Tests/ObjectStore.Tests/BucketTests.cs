using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Platform.ObjectStore.Tests.Support;

namespace Platform.ObjectStore.Tests;

public sealed class BucketTests(TestServer server)
{
    [Fact]
    public async Task A_bucket_is_made_once_listed_and_deleted_when_empty()
    {
        var bucket = await server.CreateBucketAsync();
        await S3Assert.FailsAsync(HttpStatusCode.Conflict, "BucketAlreadyOwnedByYou", () => server.S3.PutBucketAsync(bucket));
        Assert.Contains(bucket, (await server.S3.ListBucketsAsync()).Buckets.Select(found => found.BucketName));
        await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = "x" });
        await S3Assert.FailsAsync(HttpStatusCode.Conflict, "BucketNotEmpty", () => server.S3.DeleteBucketAsync(bucket));
        await server.S3.DeleteObjectAsync(bucket, "k");
        await server.S3.DeleteBucketAsync(bucket);
        await S3Assert.FailsAsync(HttpStatusCode.NotFound, "NoSuchBucket", () => server.S3.DeleteBucketAsync(bucket));
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("Upper")]
    [InlineData("under_score")]
    [InlineData("-first")]
    [InlineData("last-")]
    [InlineData("two..dots")]
    [InlineData("192.168.1.1")]
    [InlineData("xn--name")]
    public async Task Names_against_the_rules_are_refused(string name)
    {
        var answer = await new RawRequest(server, "PUT", $"/{name}").Sign().SendAsync();
        Assert.Equal((400, "InvalidBucketName"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_virtual_host_names_the_bucket()
    {
        var bucket = await server.CreateBucketAsync();
        await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = "x" });
        foreach (var host in new[] { $"{bucket}.localhost:{server.Url.Port}", $"{bucket}.s3.localhost", $"{bucket}.s3.us-east-1.amazonaws.com" })
        {
            var got = await new RawRequest(server, "GET", "/k").With("host", host).Sign().SendAsync();
            Assert.Equal((200, "x"), (got.Status, got.Text));
        }
    }

    [Fact]
    public async Task Configurations_are_kept_returned_and_deleted()
    {
        var bucket = await server.CreateBucketAsync();
        var s3 = server.S3;

        await S3Assert.FailsAsync(HttpStatusCode.NotFound, "NoSuchTagSet", () => s3.GetBucketTaggingAsync(new GetBucketTaggingRequest { BucketName = bucket }));
        await s3.PutBucketTaggingAsync(new PutBucketTaggingRequest { BucketName = bucket, TagSet = [new Tag { Key = "team", Value = "shop" }] });
        Assert.Equal("shop", Assert.Single((await s3.GetBucketTaggingAsync(new GetBucketTaggingRequest { BucketName = bucket })).TagSet).Value);
        await s3.DeleteBucketTaggingAsync(bucket);

        // The SDK answers this one with an empty configuration of its own.
        var encryption = await new RawRequest(server, "GET", $"/{bucket}?encryption").Sign().SendAsync();
        Assert.Equal((404, "ServerSideEncryptionConfigurationNotFoundError"), (encryption.Status, encryption.Code));
        await s3.PutBucketEncryptionAsync(new PutBucketEncryptionRequest
        {
            BucketName = bucket,
            ServerSideEncryptionConfiguration = new ServerSideEncryptionConfiguration
            {
                ServerSideEncryptionRules = [new ServerSideEncryptionRule { ServerSideEncryptionByDefault = new ServerSideEncryptionByDefault { ServerSideEncryptionAlgorithm = ServerSideEncryptionMethod.AES256 } }],
            },
        });
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = "x" });
        Assert.Equal(ServerSideEncryptionMethod.AES256, (await s3.GetObjectMetadataAsync(bucket, "k")).ServerSideEncryptionMethod);

        await s3.PutPublicAccessBlockAsync(new PutPublicAccessBlockRequest
        {
            BucketName = bucket, PublicAccessBlockConfiguration = new PublicAccessBlockConfiguration { BlockPublicPolicy = true, RestrictPublicBuckets = true },
        });
        var block = (await s3.GetPublicAccessBlockAsync(new GetPublicAccessBlockRequest { BucketName = bucket })).PublicAccessBlockConfiguration;
        Assert.Equal((true, true, false), (block.BlockPublicPolicy, block.RestrictPublicBuckets, block.BlockPublicAcls == true));

        var acl = await s3.GetBucketAclAsync(new GetBucketAclRequest { BucketName = bucket });
        Assert.Equal(S3Permission.FULL_CONTROL, Assert.Single(acl.Grants).Permission);
        await S3Assert.FailsAsync(HttpStatusCode.BadRequest, "AccessControlListNotSupported", () => s3.PutBucketAclAsync(new PutBucketAclRequest { BucketName = bucket, ACL = S3CannedACL.PublicRead }));
        Assert.Equal("", (await s3.GetBucketLocationAsync(bucket)).Location.Value);
    }

    [Fact]
    public async Task Preflight_requests_are_answered_by_the_rules()
    {
        var bucket = await server.CreateBucketAsync();
        await server.S3.PutCORSConfigurationAsync(new PutCORSConfigurationRequest
        {
            BucketName = bucket,
            Configuration = new CORSConfiguration
            {
                Rules = [new CORSRule { AllowedOrigins = ["https://*.example.com"], AllowedMethods = ["PUT"], AllowedHeaders = ["x-amz-*", "content-type"], ExposeHeaders = ["ETag"], MaxAgeSeconds = 60 }],
            },
        });
        async Task<HttpResponseMessage> Preflight(string origin, string method, string headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Options, $"/{bucket}/k");
            request.Headers.Add("Origin", origin);
            request.Headers.Add("Access-Control-Request-Method", method);
            request.Headers.Add("Access-Control-Request-Headers", headers);
            return await server.Http.SendAsync(request);
        }
        using var allowed = await Preflight("https://shop.example.com", "PUT", "x-amz-date, content-type");
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        Assert.Equal("https://shop.example.com", allowed.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("60", allowed.Headers.GetValues("Access-Control-Max-Age").Single());
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessForbidden", await Preflight("https://evil.test", "PUT", "x-amz-date"));
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessForbidden", await Preflight("https://shop.example.com", "DELETE", "x-amz-date"));
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessForbidden", await Preflight("https://shop.example.com", "PUT", "x-other"));
        var put = await new RawRequest(server, "PUT", $"/{bucket}/k").With("origin", "https://shop.example.com").Sign().SendAsync();
        Assert.Equal(("https://shop.example.com", "ETag"), (put.Headers["Access-Control-Allow-Origin"], put.Headers["Access-Control-Expose-Headers"]));
    }
}
