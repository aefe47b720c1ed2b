using System.Net;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Platform.Api.Storage;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Media;

/// <summary>
/// The shop's storage with the settings of each provider. The object store answers under the names of the clouds: it is asked
/// as a proxy is, so the addresses, the style of the requests and their signatures are those that the provider would get.
/// </summary>
public sealed class ProviderTests(TestServers servers)
{
    private const int MinPart = 5 * 1024 * 1024;

    [Theory]
    [InlineData("local", null, "127.0.0.1", "/shop/uploads/by-url")]
    [InlineData("aws", "s3.eu-central-1.amazonaws.com", "shop.s3.eu-central-1.amazonaws.com", "/uploads/by-url")]
    [InlineData("wasabi", "s3.eu-central-1.wasabisys.com", "s3.eu-central-1.wasabisys.com", "/shop/uploads/by-url")]
    public async Task What_the_shop_does_with_its_storage_works_with_every_provider(string provider, string? domain, string host, string path)
    {
        await using var server = await servers.StartStorageAsync("eu-central-1", domain);
        var connection = StorageConnection.Parse(server.ConnectionString(provider, "shop", "eu-central-1"));
        using var proxied = new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy(server.Url) });
        using var storage = new ObjectStorage(connection, config => SendTo(config, server.Url));

        await storage.PrepareBucketAsync([], default);
        await storage.PrepareBucketAsync([], default);
        await CheckObjectsAsync(storage);
        var address = new Uri(storage.PresignPut("uploads/by-url", "image/png", DateTimeOffset.UtcNow.AddMinutes(5)));
        Assert.Equal((host, path), (address.Host, address.AbsolutePath));
        await PutAsync(proxied, address, new byte[10], "image/png");
        Assert.Equal(10, (await storage.HeadAsync("uploads/by-url", default))!.ContentLength);
        await CheckPartsAsync(storage, proxied);
    }

    [Fact]
    public async Task A_provider_without_CORS_rules_for_a_bucket_gets_the_other_rules()
    {
        await using var server = await servers.StartStorageAsync("eu-central-1", null);
        var connection = StorageConnection.Parse(server.ConnectionString("local", "shop", "eu-central-1"));
        var likeMinio = new WithoutCors();
        using var storage = new ObjectStorage(connection, config => config.HttpClientFactory = likeMinio);

        await storage.PrepareBucketAsync([], default);

        Assert.Equal(1, likeMinio.Refusals);
        using var client = S3Clients.Create(connection);
        Assert.Equal(VersionStatus.Enabled, (await client.GetBucketVersioningAsync("shop")).VersioningConfig.Status);
        Assert.Equal(2, (await client.GetLifecycleConfigurationAsync("shop")).Configuration.Rules.Count);
    }

    private static async Task CheckObjectsAsync(ObjectStorage storage)
    {
        var content = RandomNumberGenerator.GetBytes(100_000);
        await storage.PutAsync("a b/ü.png", new MemoryStream(content), "image/png", default);
        using (var opened = await storage.OpenAsync("a b/ü.png", new ByteRange(10, 19), default))
        {
            using var copy = new MemoryStream();
            await opened!.ResponseStream.CopyToAsync(copy);
            Assert.Equal(content[10..20], copy.ToArray());
        }

        var head = await storage.HeadAsync("a b/ü.png", default);
        await storage.CopyAsync("a b/ü.png", head!.ETag, "copy.png", "image/png", default);
        await storage.DeleteAsync("a b/ü.png", default);
        Assert.Null(await storage.HeadAsync("a b/ü.png", default));
        Assert.Equal(content.Length, (await storage.HeadAsync("copy.png", default))!.ContentLength);
    }

    private static async Task CheckPartsAsync(ObjectStorage storage, HttpClient browser)
    {
        var upload = await storage.StartMultipartAsync("uploads/large", "image/png", default);
        List<PartETag> parts = [];
        foreach (var (number, size) in new[] { (1, MinPart), (2, 5) })
        {
            var address = new Uri(storage.PresignPart("uploads/large", upload, number, DateTimeOffset.UtcNow.AddMinutes(5)));
            parts.Add(new(number, await PutAsync(browser, address, new byte[size], null)));
        }

        Assert.True(await storage.CompleteMultipartAsync("uploads/large", upload, parts, default));
        Assert.Equal(MinPart + 5, (await storage.HeadAsync("uploads/large", default))!.ContentLength);
    }

    private static async Task<string> PutAsync(HttpClient browser, Uri address, byte[] body, string? contentType)
    {
        // The proxy speaks no TLS; the signature does not cover the scheme.
        var plain = new UriBuilder(address) { Scheme = Uri.UriSchemeHttp, Port = address.IsDefaultPort ? 80 : address.Port }.Uri;
        using var content = new ByteArrayContent(body) { Headers = { ContentType = contentType is null ? null : new(contentType) } };
        using var answer = await browser.PutAsync(plain, content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return answer.Headers.ETag!.Tag;
    }

    private static void SendTo(AmazonS3Config config, Uri proxy)
    {
        config.ProxyHost = proxy.Host;
        config.ProxyPort = proxy.Port;
        if (config.ServiceURL is { } url)
        {
            config.ServiceURL = url.Replace("https:", "http:", StringComparison.Ordinal);
        }

        config.UseHttp = true;
    }

    /// <summary>Answers requests about CORS as MinIO does (cmd/dummy-handlers.go, cmd/api-router.go: NotImplemented), and lets the others through.</summary>
    private sealed class WithoutCors : HttpClientFactory
    {
        private int _refusals;

        public int Refusals => _refusals;

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(this));

        private sealed class Handler(WithoutCors owner) : DelegatingHandler(new SocketsHttpHandler())
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                if (!request.RequestUri!.Query.StartsWith("?cors", StringComparison.Ordinal))
                {
                    return base.SendAsync(request, cancellationToken);
                }

                Interlocked.Increment(ref owner._refusals);
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotImplemented)
                {
                    RequestMessage = request,
                    Content = new StringContent("""
                        <Error><Code>NotImplemented</Code><Message>A header you provided implies functionality that is not implemented</Message></Error>
                        """),
                });
            }
        }
    }
}
