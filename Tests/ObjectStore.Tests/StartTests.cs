using System.Net;
using Amazon.S3.Model;
using Platform.ObjectStore.Tests.Support;

namespace Platform.ObjectStore.Tests;

public sealed class StartTests
{
    [Theory]
    [InlineData("--secret-key", "", "No secret key")]
    [InlineData("--secret-key", "short", "has 5 characters, it needs at least 8")]
    [InlineData("--access-key", "", "No access key")]
    [InlineData("--data", "", "No data directory")]
    [InlineData("--durability", "some", "expected process")]
    [InlineData("--lifecycle-interval", "soon", "expected a number of seconds")]
    public async Task Settings_that_are_missing_or_wrong_are_named(string argument, string value, string message)
    {
        using var directory = new TempDirectory();
        using var server = ServerProcess.Launch(directory.Path, prefix: [], argument, value);
        var (exitCode, errors) = await server.WaitForExitAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains(message, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OBJECTSTORE_ACCESS_KEY", "OBJECTSTORE_SECRET_KEY")]
    [InlineData("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")]
    public async Task Credentials_may_come_from_the_environment(string accessKey, string secretKey)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no env.");
        using var directory = new TempDirectory();
        using var server = ServerProcess.Launch(
            directory.Path, prefix: ["env", $"{accessKey}={TestServer.AccessKey}", $"{secretKey}={TestServer.SecretKey}"], "--access-key", "", "--secret-key", "");
        await server.WaitUntilReadyAsync();
        await server.S3.PutBucketAsync("bucket");
    }

    [Fact]
    public async Task A_second_server_on_a_data_directory_is_refused_with_the_pid_of_the_first()
    {
        using var directory = new TempDirectory();
        using var first = await ServerProcess.StartAsync(directory.Path);
        using var second = ServerProcess.Launch(directory.Path, prefix: []);
        var (exitCode, errors) = await second.WaitForExitAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains($"in use by process {first.Pid}", errors, StringComparison.Ordinal);
        // The refusal has left the first one alone, and a killed holder's lock is free.
        await first.S3.ListBucketsAsync();
        first.Kill();
        using var third = await ServerProcess.StartAsync(directory.Path);
    }

    [Fact]
    public async Task Probes_and_metrics_answer_without_a_signature_and_name_the_operations()
    {
        using var directory = new TempDirectory();
        using var server = await ServerProcess.StartAsync(directory.Path);
        using var http = new HttpClient { BaseAddress = server.Url };
        await server.S3.ListBucketsAsync();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/live")).StatusCode);
        await S3Assert.EventuallyAsync(
            async () => (await http.GetStringAsync("/metrics")).Contains("ListBuckets", StringComparison.Ordinal), "the metrics name the operation");
    }

    [Fact]
    public async Task SIGTERM_ends_it_cleanly_even_while_clients_are_sending()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        using var directory = new TempDirectory();
        using var server = await ServerProcess.StartAsync(directory.Path);
        await server.S3.PutBucketAsync("bucket");
        using var stalled = new StalledStream();
        var put = server.S3.PutObjectAsync(new PutObjectRequest { BucketName = "bucket", Key = "k", InputStream = stalled });
        await stalled.Reading;
        var time = await server.TerminateAsync();
        Assert.InRange(time.TotalSeconds, 0, 5);
        stalled.End();
        await Assert.ThrowsAnyAsync<Exception>(() => put);
    }
}
