using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Platform.ObjectStore.Signing;
using Platform.ObjectStore.Tests.Support;

namespace Platform.ObjectStore.Tests;

public sealed class PostTests(TestServer server)
{
    [Fact]
    public async Task A_form_with_a_signed_policy_uploads()
    {
        var bucket = await server.CreateBucketAsync();
        using var answer = await PostAsync(bucket, "user/${filename}", "content", """["starts-with","$key","user/"],["content-length-range",1,100],["starts-with","$Content-Type","text/"],{"success_action_status":"201"}""",
            ("Content-Type", "text/plain"), ("success_action_status", "201"));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Contains("<Key>user/name.txt</Key>", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var head = await server.S3.GetObjectMetadataAsync(bucket, "user/name.txt");
        Assert.Equal((7, "text/plain"), (head.ContentLength, head.Headers.ContentType));
    }

    [Fact]
    public async Task A_form_of_the_SDK_uploads_to_a_bucket_with_lifecycle_rules()
    {
        var bucket = await server.CreateBucketAsync();
        await server.S3.PutLifecycleConfigurationAsync(bucket, new LifecycleConfiguration
        {
            Rules =
            [
                new LifecycleRule
                {
                    Id = "uploads", Status = LifecycleRuleStatus.Enabled, Expiration = new LifecycleRuleExpiration { Date = DateTime.UtcNow.Date.AddDays(2) },
                    Filter = new LifecycleFilter { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = "uploads/" } },
                },
            ],
        });
        var post = await server.S3.CreatePresignedPostAsync(new CreatePresignedPostRequest { BucketName = bucket, Key = "uploads/k", Expires = DateTime.UtcNow.AddMinutes(5) });
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in post.Fields)
        {
            form.Add(new StringContent(value), name);
        }
        form.Add(new StringContent("content"), "file", "name.txt");
        using var answer = await server.Http.PostAsync(post.Url, form);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Contains("rule-id=\"uploads\"", answer.Headers.GetValues("x-amz-expiration").Single(), StringComparison.Ordinal);
        Assert.Equal(7, (await server.S3.GetObjectMetadataAsync(bucket, "uploads/k")).ContentLength);
    }

    [Fact]
    public async Task A_form_that_breaks_its_policy_is_refused_and_nothing_is_stored()
    {
        var bucket = await server.CreateBucketAsync();
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessDenied", await PostAsync(bucket, "else/k", "x", """["starts-with","$key","user/"]"""));
        await S3Assert.FailsAsync(HttpStatusCode.BadRequest, "EntityTooLarge", await PostAsync(bucket, "k", "0123456789", """["eq","$key","k"],["content-length-range",0,5]"""));
        await S3Assert.FailsAsync(HttpStatusCode.BadRequest, "EntityTooSmall", await PostAsync(bucket, "k", "x", """["eq","$key","k"],["content-length-range",2,5]"""));
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessDenied", await PostAsync(bucket, "k", "x", """["eq","$key","k"]""", ("x-amz-meta-extra", "1")));
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessDenied", await PostAsync(bucket, "k", "x", """["eq","$key","k"]""", expires: DateTimeOffset.UtcNow.AddSeconds(-1)));
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "SignatureDoesNotMatch", await PostAsync(bucket, "k", "x", """["eq","$key","k"]""", secret: "another-secret"));
        var list = await server.S3.ListObjectsV2Async(new Amazon.S3.Model.ListObjectsV2Request { BucketName = bucket });
        Assert.Empty(list.S3Objects ?? []);
    }

    [Fact]
    public async Task A_form_without_a_policy_needs_public_write()
    {
        var bucket = await server.CreateBucketAsync();
        async Task<HttpResponseMessage> Post()
        {
            using var form = new MultipartFormDataContent { { new StringContent("k"), "key" }, { new StringContent("x"), "file", "f" } };
            return await server.Http.PostAsync($"/{bucket}", form);
        }
        await S3Assert.FailsAsync(HttpStatusCode.Forbidden, "AccessDenied", await Post());
        await server.S3.PutBucketPolicyAsync(bucket, $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::{{bucket}}/*"}]}""");
        using var answer = await Post();
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private Task<HttpResponseMessage> PostAsync(string bucket, string key, string content, string conditions, params (string Name, string Value)[] fields) =>
        PostAsync(bucket, key, content, conditions, DateTimeOffset.UtcNow.AddMinutes(5), TestServer.SecretKey, fields);

    private Task<HttpResponseMessage> PostAsync(string bucket, string key, string content, string conditions, DateTimeOffset expires) =>
        PostAsync(bucket, key, content, conditions, expires, TestServer.SecretKey);

    private Task<HttpResponseMessage> PostAsync(string bucket, string key, string content, string conditions, string secret) =>
        PostAsync(bucket, key, content, conditions, DateTimeOffset.UtcNow.AddMinutes(5), secret);

    private async Task<HttpResponseMessage> PostAsync(
        string bucket, string key, string content, string conditions, DateTimeOffset expires, string secret, params (string Name, string Value)[] fields)
    {
        var timestamp = DateTimeOffset.UtcNow.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'");
        var scope = SigningScope.Derive(secret, timestamp, timestamp[..8], TestServer.Region, "s3");
        var credential = $"{TestServer.AccessKey}/{scope.Name}";
        var policy = $$"""
            {"expiration":"{{expires.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}","conditions":[{"bucket":"{{bucket}}"},{"x-amz-algorithm":"AWS4-HMAC-SHA256"},
            {"x-amz-credential":"{{credential}}"},{"x-amz-date":"{{timestamp}}"},{{conditions}}]}
            """;
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(policy));
        using var form = new MultipartFormDataContent
        {
            { new StringContent(key), "key" },
            { new StringContent("AWS4-HMAC-SHA256"), "x-amz-algorithm" },
            { new StringContent(credential), "x-amz-credential" },
            { new StringContent(timestamp), "x-amz-date" },
            { new StringContent(encoded), "policy" },
            { new StringContent(scope.Sign(encoded)), "x-amz-signature" },
        };
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }
        form.Add(new StringContent(content), "file", "name.txt");
        return await server.Http.PostAsync($"/{bucket}", form);
    }
}
