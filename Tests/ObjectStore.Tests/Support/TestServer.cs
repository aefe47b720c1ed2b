using Amazon.Runtime;
using Amazon.S3;
using Microsoft.AspNetCore.Builder;
using Platform.ObjectStore.Hosting;

[assembly: AssemblyFixture(typeof(Platform.ObjectStore.Tests.Support.TestServer))]

namespace Platform.ObjectStore.Tests.Support;

/// <summary>One server in this process for all tests; each test has buckets of its own.</summary>
public sealed class TestServer : IAsyncLifetime
{
    public const string AccessKey = "test-access-key";
    public const string SecretKey = "test-secret-key-0123456789";
    public const string Region = "us-east-1";

    private readonly TempDirectory _data = new();
    private WebApplication? _app;

    public Uri Url { get; private set; } = null!;

    /// <summary>The SDK with its default settings.</summary>
    public AmazonS3Client S3 { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public static string[] Arguments(string data, params string[] more) =>
        ["--urls", "http://127.0.0.1:0", "--data", data, "--access-key", AccessKey, "--secret-key", SecretKey, "--region", Region, .. more];

    public static AmazonS3Client CreateClient(Uri url, bool checksumsWhenRequired = false) => new(
        new BasicAWSCredentials(AccessKey, SecretKey),
        new AmazonS3Config
        {
            ServiceURL = url.ToString(),
            ForcePathStyle = true,
            AuthenticationRegion = Region,
            MaxErrorRetry = 0,
            RequestChecksumCalculation = checksumsWhenRequired ? RequestChecksumCalculation.WHEN_REQUIRED : RequestChecksumCalculation.WHEN_SUPPORTED,
            ResponseChecksumValidation = checksumsWhenRequired ? ResponseChecksumValidation.WHEN_REQUIRED : ResponseChecksumValidation.WHEN_SUPPORTED,
        });

    public async ValueTask InitializeAsync()
    {
        // Short days let the tests see lifecycle rules at work.
        _app = Server.Build(Arguments(_data.Path, "--lifecycle-day", "0.2", "--lifecycle-interval", "0.2", "--Logging:LogLevel:Default", "Warning"));
        await _app.StartAsync();
        Url = new Uri(_app.Urls.First());
        S3 = CreateClient(Url);
        Http = new HttpClient { BaseAddress = Url };
    }

    public async ValueTask DisposeAsync()
    {
        S3?.Dispose();
        Http?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
        _data.Dispose();
    }

    /// <summary>Makes an empty bucket with a name of its own.</summary>
    public async Task<string> CreateBucketAsync(bool objectLock = false)
    {
        var name = $"b-{Guid.NewGuid():n}";
        await S3.PutBucketAsync(new Amazon.S3.Model.PutBucketRequest { BucketName = name, ObjectLockEnabledForBucket = objectLock });
        return name;
    }

    public async Task<string> CreateVersionedBucketAsync()
    {
        var name = await CreateBucketAsync();
        await SetVersioningAsync(name, VersionStatus.Enabled);
        return name;
    }

    public Task SetVersioningAsync(string bucket, VersionStatus status) => S3.PutBucketVersioningAsync(new Amazon.S3.Model.PutBucketVersioningRequest
    {
        BucketName = bucket,
        VersioningConfig = new Amazon.S3.Model.S3BucketVersioningConfig { Status = status },
    });
}
