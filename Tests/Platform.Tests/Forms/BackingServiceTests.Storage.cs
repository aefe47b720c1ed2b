using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Platform.Tests.Forms;

/// <content>What the storage promises, asked through the AWS SDK.</content>
public abstract partial class BackingServiceTests
{
    private const string Bucket = "shop";

    // The smallest that S3 lets a part be, the last one excepted.
    private const int PartSize = 5 << 20;

    [Fact]
    public async Task The_bucket_has_its_rules_and_keeps_earlier_versions()
    {
        await RequireAsync();
        using var s3 = await StorageAsync();
        Assert.Equal(VersionStatus.Enabled, (await s3.GetBucketVersioningAsync(Bucket)).VersioningConfig.Status);
        Assert.Equal(
            ["old-versions '' - days, old versions 30, parts -", "uploads 'uploads/' 2 days, old versions -, parts 2"],
            (await s3.GetLifecycleConfigurationAsync(Bucket)).Configuration.Rules.OrderBy(rule => rule.Id, StringComparer.Ordinal).Select(rule =>
                $"{rule.Id} '{(rule.Filter.LifecycleFilterPredicate as LifecyclePrefixPredicate)?.Prefix}' {Number(rule.Expiration?.Days)} days, "
                + $"old versions {Number(rule.NoncurrentVersionExpiration?.NoncurrentDays)}, parts {Number(rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation)}"));

        const string key = "of-a-test/versions";
        var first = await s3.PutObjectAsync(new() { BucketName = Bucket, Key = key, ContentBody = "first" });
        var second = await s3.PutObjectAsync(new() { BucketName = Bucket, Key = key, ContentBody = "second" });
        Assert.Equal("second", await TextAsync(s3, new() { BucketName = Bucket, Key = key }));
        Assert.Equal("first", await TextAsync(s3, new() { BucketName = Bucket, Key = key, VersionId = first.VersionId }));
        await s3.DeleteObjectAsync(Bucket, key);
        await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => s3.GetObjectAsync(Bucket, key));
        Assert.Equal("second", await TextAsync(s3, new() { BucketName = Bucket, Key = key, VersionId = second.VersionId }));

        static string Number(int? days) => days is null or 0 ? "-" : $"{days}";
    }

    [Fact]
    public async Task Objects_come_and_go_in_parts_by_ranges_and_by_signed_URLs_and_no_other_signature_is_taken()
    {
        await RequireAsync();
        using var s3 = await StorageAsync();
        const string key = "of-a-test/parts";
        var content = new byte[PartSize + 1000];
        new Random(1).NextBytes(content);
        var upload = (await s3.InitiateMultipartUploadAsync(Bucket, key)).UploadId;
        var parts = new List<PartETag>();
        foreach (var (number, from, to) in ((int, int, int)[])[(1, 0, PartSize), (2, PartSize, content.Length)])
        {
            using var part = new MemoryStream(content, from, to - from);
            var stored = await s3.UploadPartAsync(new() { BucketName = Bucket, Key = key, UploadId = upload, PartNumber = number, InputStream = part, PartSize = to - from });
            parts.Add(new(number, stored.ETag));
        }

        Assert.EndsWith("-2\"", (await s3.CompleteMultipartUploadAsync(new() { BucketName = Bucket, Key = key, UploadId = upload, PartETags = parts })).ETag, StringComparison.Ordinal);
        Assert.Equal(content.Length, (await s3.GetObjectMetadataAsync(Bucket, key)).ContentLength);
        using (var range = await s3.GetObjectAsync(new() { BucketName = Bucket, Key = key, ByteRange = new(PartSize - 10, PartSize + 9) }))
        {
            Assert.Equal(HttpStatusCode.PartialContent, range.HttpStatusCode);
            Assert.Equal(content[(PartSize - 10)..(PartSize + 10)], await BytesAsync(range));
        }

        using var http = new HttpClient();
        using var text = new StringContent("by URL", System.Text.Encoding.UTF8, "text/plain");
        var put = Signed(s3, HttpVerb.PUT, "of-a-test/url", "text/plain; charset=utf-8");
        using (var sent = await http.PutAsync(put, text))
        {
            Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        }

        var get = Signed(s3, HttpVerb.GET, "of-a-test/url", null);
        Assert.Equal("by URL", await http.GetStringAsync(get));
        using (var otherObject = await http.GetAsync(get.Replace("/url", "/parts", StringComparison.Ordinal)))
        {
            Assert.Equal(HttpStatusCode.Forbidden, otherObject.StatusCode);
        }

        using var stranger = await StorageAsync(secretKey: "wrong");
        var refusal = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => stranger.GetObjectAsync(Bucket, key));
        Assert.Equal((HttpStatusCode.Forbidden, "SignatureDoesNotMatch"), (refusal.StatusCode, refusal.ErrorCode));
        using var anonymous = await http.GetAsync(get.Split('?')[0]);
        Assert.Equal(HttpStatusCode.Forbidden, anonymous.StatusCode);
    }

    private static string Signed(IAmazonS3 s3, HttpVerb verb, string key, string? contentType) => s3.GetPreSignedURL(new()
    {
        BucketName = Bucket, Key = key, Verb = verb, ContentType = contentType, Protocol = Protocol.HTTP, Expires = DateTime.UtcNow.AddMinutes(5),
    });

    private static async Task<string> TextAsync(IAmazonS3 s3, GetObjectRequest request)
    {
        using var found = await s3.GetObjectAsync(request);
        return System.Text.Encoding.UTF8.GetString(await BytesAsync(found));
    }

    private static async Task<byte[]> BytesAsync(GetObjectResponse answer)
    {
        using var memory = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(memory);
        return memory.ToArray();
    }

    // With the settings of the API (Api/Storage/S3Clients.cs).
    private async Task<IAmazonS3> StorageAsync(string? secretKey = null)
    {
        await App.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.Storage).WaitAsync(Wait.Bound);
        var settings = Settings(await ConnectionStringAsync(ResourceNames.Storage), ';');
        using var owner = Client(settings["SecretKey"]);
        await Wait.UntilAsync(() => IsPreparedAsync(owner), () => "the API, which is healthy before, has not prepared its bucket");
        return Client(secretKey ?? settings["SecretKey"]);

        AmazonS3Client Client(string key) => new(new BasicAWSCredentials(settings["AccessKey"], key), new AmazonS3Config
        {
            ServiceURL = settings["Endpoint"],
            AuthenticationRegion = settings["Region"],
            ForcePathStyle = true,
            MaxErrorRetry = 0,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
    }

    // The rules for old versions are the last of what is set.
    private static async Task<bool> IsPreparedAsync(AmazonS3Client owner)
    {
        try
        {
            return (await owner.GetLifecycleConfigurationAsync(Bucket)).Configuration?.Rules?.Count > 0;
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode is "NoSuchBucket" or "NoSuchLifecycleConfiguration")
        {
            return false;
        }
    }
}
