using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.AspNetCore.Builder;
using Platform.ObjectStore.Hosting;
using Platform.ObjectStore.Tests.Support;
using Platform.ServiceDefaults.Pausing;

namespace Platform.ObjectStore.Tests;

/// <summary>The server while its data is copied or replaced.</summary>
public sealed class PauseTests : IAsyncLifetime
{
    private const string Bucket = "bucket";

    private static readonly string s_key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private readonly TempDirectory _folder = new();
    private WebApplication _app = null!;
    private HttpClient _http = null!;
    private AmazonS3Client _s3 = null!;

    private string Data => Path.Combine(_folder.Path, "data");

    public async ValueTask InitializeAsync()
    {
        _app = Server.Build(TestServer.Arguments(Data, "--Pause:Key", s_key, "--lifecycle-day", "0.2", "--lifecycle-interval", "3600", "--Logging:LogLevel:Default", "Critical"));
        await _app.StartAsync();
        var url = new Uri(_app.Urls.First());
        (_http, _s3) = (new HttpClient { BaseAddress = url }, TestServer.CreateClient(url));
        await _s3.PutBucketAsync(Bucket);
    }

    public async ValueTask DisposeAsync()
    {
        _s3.Dispose();
        _http.Dispose();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Data_that_takes_its_place_in_a_pause_is_what_waiting_requests_see()
    {
        await PutAsync("key", "old");
        await _s3.PutLifecycleConfigurationAsync(Bucket, new LifecycleConfiguration
        {
            Rules = [new() { Id = "rule", Status = LifecycleRuleStatus.Enabled, Filter = new() { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = "temporary" } }, Expiration = new() { Days = 1 } }],
        });
        Assert.Equal(HttpStatusCode.NoContent, await AskAsync(PauseControl.PausePath));
        var copy = Path.Combine(_folder.Path, "copy");
        CopyFolder(Data, copy);
        Assert.Equal(HttpStatusCode.NoContent, await AskAsync(PauseControl.ResumePath));
        await PutAsync("key", "new");
        await PutAsync("other", "new");

        Assert.Equal(HttpStatusCode.NoContent, await AskAsync(PauseControl.PausePath));
        var reading = ReadAsync("key");
        var writing = PutAsync("temporary", "written in the pause");
        Directory.Move(Data, Path.Combine(_folder.Path, "replaced"));
        Directory.Move(copy, Data);
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync("/health/live")).StatusCode);
        Assert.False(reading.IsCompleted || writing.IsCompleted);
        Assert.Equal(HttpStatusCode.NoContent, await AskAsync(PauseControl.ResumePath));

        Assert.Equal("old", await reading);
        await writing;
        await Assert.ThrowsAsync<NoSuchKeyException>(() => ReadAsync("other"));

        // Rules are applied each hour here, and after each pause.
        await S3Assert.EventuallyAsync(
            async () =>
            {
                Assert.Equal(HttpStatusCode.NoContent, await AskAsync(PauseControl.PausePath));
                Assert.Equal(HttpStatusCode.NoContent, await AskAsync(PauseControl.ResumePath));
                var found = await _s3.ListObjectsV2Async(new() { BucketName = Bucket });
                return found.S3Objects.Select(item => item.Key).SequenceEqual(["key"]);
            },
            "the temporary object expires");
    }

    [Fact]
    public async Task With_data_that_cannot_be_opened_it_asks_to_be_restarted_and_keeps_nobody_waiting()
    {
        Assert.Equal(HttpStatusCode.NoContent, await AskAsync(PauseControl.PausePath));
        Directory.Move(Data, Path.Combine(_folder.Path, "replaced"));
        await File.WriteAllTextAsync(Data, "no directory", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Conflict, await AskAsync(PauseControl.ResumePath));

        var error = await Assert.ThrowsAsync<AmazonS3Exception>(() => ReadAsync("key"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, error.StatusCode);
        Assert.Equal("ServiceUnavailable", error.ErrorCode);
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData("")]
    public async Task Without_the_key_the_address_is_that_of_an_object(string key)
    {
        await PutAsync("key", "value");

        // Which S3 has no POST for.
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await AskAsync(PauseControl.PausePath, key));

        Assert.Equal("value", await ReadAsync("key"));
    }

    private Task PutAsync(string key, string content) => _s3.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = key, ContentBody = content });

    private async Task<string> ReadAsync(string key)
    {
        using var answer = await _s3.GetObjectAsync(Bucket, key);
        using var reader = new StreamReader(answer.ResponseStream);
        return await reader.ReadToEndAsync();
    }

    private Task<HttpStatusCode> AskAsync(string path) => AskAsync(path, s_key);

    private async Task<HttpStatusCode> AskAsync(string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Headers = { { PauseControl.KeyHeader, key } } };
        using var answer = await _http.SendAsync(request);
        return answer.StatusCode;
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        }
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
        }
    }
}
