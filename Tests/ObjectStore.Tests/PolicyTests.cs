using System.Net;
using Amazon.S3.Model;
using Platform.ObjectStore.Tests.Support;

namespace Platform.ObjectStore.Tests;

public sealed class PolicyTests(TestServer server)
{
    [Fact]
    public async Task Nothing_is_public_by_default()
    {
        var bucket = await server.CreateBucketAsync();
        await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = "x" });
        foreach (var (method, path) in new[] { (HttpMethod.Get, $"/{bucket}/k"), (HttpMethod.Get, $"/{bucket}"), (HttpMethod.Put, $"/{bucket}/n"), (HttpMethod.Delete, $"/{bucket}/k"), (HttpMethod.Get, "/") })
        {
            using var request = new HttpRequestMessage(method, path);
            await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessDenied", await server.Http.SendAsync(request, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Everybody_may_do_what_is_allowed_and_not_denied()
    {
        var bucket = await server.CreateBucketAsync();
        foreach (var key in new[] { "public/a", "public/secret/b", "other" })
        {
            await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = key });
        }
        await server.S3.PutBucketPolicyAsync(bucket, $$"""
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::{{bucket}}/public/*"},
              {"Effect":"Deny","Principal":{"AWS":"*"},"Action":"s3:*","Resource":["arn:aws:s3:::{{bucket}}/public/secret/*"]}]}
            """);
        Assert.Equal("public/a", await server.Http.GetStringAsync($"/{bucket}/public/a"));
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessDenied", await server.Http.GetAsync($"/{bucket}/public/secret/b"));
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessDenied", await server.Http.GetAsync($"/{bucket}/other"));
        // Without the right to list, a missing key is not told from a forbidden one.
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessDenied", await server.Http.GetAsync($"/{bucket}/public/missing"));
        using var put = await server.Http.PutAsync($"/{bucket}/public/new", new StringContent("new"));
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessDenied", await server.Http.DeleteAsync($"/{bucket}/public/a"));
        Assert.True((await server.S3.GetBucketPolicyStatusAsync(new GetBucketPolicyStatusRequest { BucketName = bucket })).PolicyStatus.IsPublic);
        await server.S3.DeleteBucketPolicyAsync(bucket);
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessDenied", await server.Http.GetAsync($"/{bucket}/public/a"));
    }

    [Theory]
    [InlineData("""{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::BUCKET/*"}""")]
    [InlineData("""{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::BUCKET/*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}""")]
    [InlineData("""{"Effect":"Allow","Principal":"*","Action":"s3:NoSuchAction","Resource":"arn:aws:s3:::BUCKET/*"}""")]
    [InlineData("""{"Effect":"Allow","Principal":"*","Action":"ec2:*","Resource":"arn:aws:s3:::BUCKET/*"}""")]
    [InlineData("""{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::another-bucket/*"}""")]
    [InlineData("""{"Effect":"Perhaps","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::BUCKET/*"}""")]
    [InlineData("""{"Effect":"Allow","NotPrincipal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::BUCKET/*"}""")]
    [InlineData("not json")]
    public async Task What_cannot_be_enforced_is_refused_and_not_stored(string statement)
    {
        var bucket = await server.CreateBucketAsync();
        var policy = $$"""{"Version":"2012-10-17","Statement":[{{statement.Replace("BUCKET", bucket, StringComparison.Ordinal)}}]}""";
        await S3Assert.FailsAsync(HttpStatusCode.BadRequest, "MalformedPolicy", () => server.S3.PutBucketPolicyAsync(bucket, policy));
        await S3Assert.FailsAsync(HttpStatusCode.NotFound, "NoSuchBucketPolicy", () => server.S3.GetBucketPolicyStatusAsync(new GetBucketPolicyStatusRequest { BucketName = bucket }));
    }

    [Fact]
    public async Task Everybody_may_list_and_delete_where_that_is_allowed_and_nothing_beyond()
    {
        var bucket = await server.CreateBucketAsync();
        foreach (var key in new[] { "open/a", "open/b", "closed/c" })
        {
            await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = key });
        }
        await server.S3.PutBucketPolicyAsync(bucket, $$"""
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Principal":"*","Action":"s3:ListBucket","Resource":"arn:aws:s3:::{{bucket}}"},
              {"Effect":"Allow","Principal":"*","NotAction":"s3:Put*","NotResource":["arn:aws:s3:::{{bucket}}","arn:aws:s3:::{{bucket}}/closed/*"]}]}
            """);
        Assert.Contains("<Key>closed/c</Key>", await server.Http.GetStringAsync($"/{bucket}?list-type=2"), StringComparison.Ordinal);
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessDenied", await server.Http.GetAsync($"/{bucket}?policy"));
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessDenied", await server.Http.GetAsync($"/{bucket}/closed/c"));
        await S3Assert.FailsAsync(HttpStatusCode.NotFound, "NoSuchKey", await server.Http.GetAsync($"/{bucket}/open/missing"));
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessDenied", await server.Http.PutAsync($"/{bucket}/open/new", new StringContent("x")));
        // Everybody may read the source and not write the copy.
        using var copy = new HttpRequestMessage(HttpMethod.Put, $"/{bucket}/open/copy") { Headers = { { "x-amz-copy-source", $"/{bucket}/open/a" } } };
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessDenied", await server.Http.SendAsync(copy));

        using var many = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes("<Delete><Object><Key>open/a</Key></Object><Object><Key>closed/c</Key></Object></Delete>"));
        many.Headers.ContentMD5 = System.Security.Cryptography.MD5.HashData(await many.ReadAsByteArrayAsync());
        using var deleted = await server.Http.PostAsync($"/{bucket}?delete", many);
        var text = await deleted.Content.ReadAsStringAsync();
        Assert.Contains("<Deleted><Key>open/a</Key></Deleted>", text, StringComparison.Ordinal);
        Assert.Contains("<Error><Key>closed/c</Key><Code>AccessDenied</Code>", text, StringComparison.Ordinal);
        using var one = await server.Http.DeleteAsync($"/{bucket}/open/b");
        Assert.Equal(HttpStatusCode.NoContent, one.StatusCode);
        Assert.Equal(["closed/c"], (await server.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket })).S3Objects.Select(found => found.Key));
    }

    [Fact]
    public async Task A_public_access_block_outweighs_the_policy()
    {
        var bucket = await server.CreateBucketAsync();
        await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = "x" });
        var policy = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::{{bucket}}/*"}]}""";
        await server.S3.PutBucketPolicyAsync(bucket, policy);
        await server.S3.PutPublicAccessBlockAsync(new PutPublicAccessBlockRequest
        {
            BucketName = bucket, PublicAccessBlockConfiguration = new PublicAccessBlockConfiguration { BlockPublicPolicy = true, RestrictPublicBuckets = true },
        });
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessDenied", await server.Http.GetAsync($"/{bucket}/k"));
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessDenied", () => server.S3.PutBucketPolicyAsync(bucket, policy));
    }
}
