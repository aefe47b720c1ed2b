using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Platform.ObjectStore.Tests.Support;

namespace Platform.ObjectStore.Tests;

/// <summary>The AWS SDK as it addresses buckets by default: the bucket is part of the host name.</summary>
public sealed class VirtualHostTests(TestServer server)
{
    private const int MinPart = 5 * 1024 * 1024;

    [Theory]
    [InlineData("s3.localhost")]
    [InlineData("localhost")]
    [InlineData("s3.us-east-1.amazonaws.com")]
    public async Task Every_kind_of_operation_works_under_the_host_of_a_bucket(string domain)
    {
        var hosts = new HostNames(server.Url.Port);
        using var s3 = hosts.CreateClient(domain);
        var bucket = $"b-{Guid.NewGuid():n}";

        await s3.PutBucketAsync(bucket);
        await s3.HeadBucketAsync(new HeadBucketRequest { BucketName = bucket });
        await CheckConfigurationsAsync(s3, bucket);
        await CheckObjectsAsync(s3, bucket);
        await CheckUploadsAsync(s3, bucket);
        await CheckListingsAsync(s3, bucket);
        await CheckPresignedAsync(hosts, s3, bucket);
        await EmptyAsync(s3, bucket);
        await s3.DeleteBucketAsync(bucket);

        Assert.Equal([$"{bucket}.{domain}"], hosts.Asked);
    }

    private static async Task CheckConfigurationsAsync(AmazonS3Client s3, string bucket)
    {
        Assert.Equal("", (await s3.GetBucketLocationAsync(bucket)).Location.Value);
        await s3.PutBucketVersioningAsync(new PutBucketVersioningRequest { BucketName = bucket, VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled } });
        await s3.PutCORSConfigurationAsync(bucket, new CORSConfiguration { Rules = [new CORSRule { AllowedOrigins = ["https://shop.test"], AllowedMethods = ["PUT"] }] });
        await s3.PutLifecycleConfigurationAsync(bucket, new LifecycleConfiguration
        {
            Rules = [new LifecycleRule { Id = "r", Status = LifecycleRuleStatus.Enabled, Filter = new LifecycleFilter { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = "none/" } }, Expiration = new LifecycleRuleExpiration { Days = 1 } }],
        });
        await s3.PutBucketTaggingAsync(new PutBucketTaggingRequest { BucketName = bucket, TagSet = [new Tag { Key = "a", Value = "b" }] });
        await s3.PutBucketPolicyAsync(bucket, $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::{{bucket}}/public/*"}]}""");
        Assert.Single((await s3.GetCORSConfigurationAsync(bucket)).Configuration.Rules);
        Assert.Single((await s3.GetLifecycleConfigurationAsync(bucket)).Configuration.Rules);
        Assert.Contains("public/*", (await s3.GetBucketPolicyAsync(bucket)).Policy, StringComparison.Ordinal);
    }

    private static async Task CheckObjectsAsync(AmazonS3Client s3, string bucket)
    {
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "dir/a b+ü", ContentBody = "0123456789" });
        using (var got = await s3.GetObjectAsync(new GetObjectRequest { BucketName = bucket, Key = "dir/a b+ü", ByteRange = new ByteRange(2, 4) }))
        {
            Assert.Equal("234", await new StreamReader(got.ResponseStream).ReadToEndAsync());
        }
        await s3.CopyObjectAsync(bucket, "dir/a b+ü", bucket, "copy");
        Assert.Equal(10, (await s3.GetObjectMetadataAsync(bucket, "copy")).ContentLength);
        await s3.PutObjectTaggingAsync(new PutObjectTaggingRequest { BucketName = bucket, Key = "copy", Tagging = new Tagging { TagSet = [new Tag { Key = "t", Value = "1" }] } });
        Assert.Single((await s3.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = bucket, Key = "copy" })).Tagging);
        var attributes = await s3.GetObjectAttributesAsync(new GetObjectAttributesRequest { BucketName = bucket, Key = "copy", ObjectAttributes = [ObjectAttributes.ObjectSize] });
        Assert.Equal(10, attributes.ObjectSize);
        await s3.DeleteObjectAsync(bucket, "copy");
    }

    private static async Task CheckUploadsAsync(AmazonS3Client s3, string bucket)
    {
        var upload = (await s3.InitiateMultipartUploadAsync(bucket, "large")).UploadId;
        var part = await s3.UploadPartAsync(new UploadPartRequest { BucketName = bucket, Key = "large", UploadId = upload, PartNumber = 1, InputStream = new MemoryStream(new byte[MinPart]) });
        var copy = await s3.CopyPartAsync(new CopyPartRequest { SourceBucket = bucket, SourceKey = "dir/a b+ü", DestinationBucket = bucket, DestinationKey = "large", UploadId = upload, PartNumber = 2 });
        Assert.Equal(2, (await s3.ListPartsAsync(bucket, "large", upload)).Parts.Count);
        Assert.Single((await s3.ListMultipartUploadsAsync(bucket)).MultipartUploads);
        var completed = await s3.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = bucket, Key = "large", UploadId = upload, PartETags = [new PartETag(part), new PartETag(copy)] });
        Assert.Equal("/large", new Uri(completed.Location).AbsolutePath);
        Assert.Equal(MinPart + 10, (await s3.GetObjectMetadataAsync(bucket, "large")).ContentLength);
        upload = (await s3.InitiateMultipartUploadAsync(bucket, "never")).UploadId;
        await s3.AbortMultipartUploadAsync(bucket, "never", upload);
    }

    private static async Task CheckListingsAsync(AmazonS3Client s3, string bucket)
    {
        Assert.Equal(["large"], (await s3.ListObjectsAsync(new ListObjectsRequest { BucketName = bucket, Delimiter = "/" })).S3Objects.Select(found => found.Key));
        Assert.Equal(["dir/"], (await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, Delimiter = "/" })).CommonPrefixes);
        Assert.Equal(["copy", "copy", "dir/a b+ü", "large"], (await s3.ListVersionsAsync(bucket)).Versions.Select(version => version.Key));
    }

    private static async Task CheckPresignedAsync(HostNames hosts, AmazonS3Client s3, string bucket)
    {
        using var http = hosts.CreateHttpClient(null);
        Task<string> PresignAsync(HttpVerb verb) => s3.GetPreSignedURLAsync(
            new GetPreSignedUrlRequest { BucketName = bucket, Key = "public/by url", Verb = verb, Expires = DateTime.UtcNow.AddMinutes(5), Protocol = Protocol.HTTP });
        using var put = await http.PutAsync(await PresignAsync(HttpVerb.PUT), new StringContent("by url"));
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        var get = await PresignAsync(HttpVerb.GET);
        Assert.Equal("by url", await http.GetStringAsync(get));
        // Without its signature the same address is an anonymous request, which the policy allows.
        Assert.Equal("by url", await http.GetStringAsync(get.Split('?')[0]));

        var post = await s3.CreatePresignedPostAsync(new CreatePresignedPostRequest { BucketName = bucket, Key = "by-form", Expires = DateTime.UtcNow.AddMinutes(5) });
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in post.Fields)
        {
            form.Add(new StringContent(value), name);
        }
        form.Add(new StringContent("by form"), "file", "f");
        using var posted = await http.PostAsync(post.Url, form);
        Assert.True(posted.StatusCode == HttpStatusCode.NoContent, await posted.Content.ReadAsStringAsync());
        Assert.Equal("/by-form", posted.Headers.Location!.AbsolutePath);

        using var preflight = new HttpRequestMessage(HttpMethod.Options, get.Split('?')[0])
        {
            Headers = { { "Origin", "https://shop.test" }, { "Access-Control-Request-Method", "PUT" } },
        };
        using var allowed = await http.SendAsync(preflight);
        Assert.Equal("https://shop.test", allowed.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    private static async Task EmptyAsync(AmazonS3Client s3, string bucket)
    {
        var versions = (await s3.ListVersionsAsync(bucket)).Versions;
        var deleted = await s3.DeleteObjectsAsync(new DeleteObjectsRequest { BucketName = bucket, Objects = versions.ConvertAll(version => new KeyVersion { Key = version.Key, VersionId = version.VersionId }) });
        Assert.Equal(versions.Count, deleted.DeletedObjects.Count);
    }

    /// <summary>Finds every host at the server under test, as a name server would, and notes which were asked for.</summary>
    private sealed class HostNames(int port) : HttpClientFactory
    {
        private readonly ConcurrentDictionary<string, bool> _asked = new();

        public ICollection<string> Asked => _asked.Keys;

        public AmazonS3Client CreateClient(string domain) => new(
            new BasicAWSCredentials(TestServer.AccessKey, TestServer.SecretKey),
            new AmazonS3Config { ServiceURL = $"http://{domain}:{port}", AuthenticationRegion = TestServer.Region, MaxErrorRetry = 0, HttpClientFactory = this });

        public override HttpClient CreateHttpClient(IClientConfig? clientConfig) => new(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (context, cancellationToken) =>
            {
                _asked.TryAdd(context.DnsEndPoint.Host, true);
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
    }
}
