using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Amazon.S3.Model;
using Platform.ObjectStore.Tests.Support;

namespace Platform.ObjectStore.Tests;

public sealed class TelemetryTests(TestServer server)
{
    [Fact]
    public async Task The_span_of_a_request_has_the_name_of_its_operation()
    {
        var spans = new ConcurrentQueue<(string Name, object? Method, string Path)>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = span => spans.Enqueue((span.DisplayName, span.GetTagItem("rpc.method"), $"{span.GetTagItem("url.path")}")),
        };
        ActivitySource.AddActivityListener(listener);
        var bucket = await server.CreateBucketAsync();
        await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "k", ContentBody = "x" });
        await S3Assert.FailsAsync(HttpStatusCode.NotFound, "NoSuchKey", () => server.S3.GetObjectAsync(bucket, "missing"));

        await S3Assert.EventuallyAsync(() => Task.FromResult(spans.Count(Mine) == 3), "the three spans are there");
        Assert.Equal(["S3 CreateBucket", "S3 GetObject", "S3 PutObject"], spans.Where(Mine).Select(span => span.Name).Order(StringComparer.Ordinal));
        bool Mine((string Name, object? Method, string Path) span) => span.Path.Contains(bucket, StringComparison.Ordinal) && span.Name == $"S3 {span.Method}";
    }

    [Fact]
    public async Task It_is_alive_and_not_ready_when_its_data_directory_is_gone()
    {
        using var directory = new TempDirectory();
        var data = Path.Combine(directory.Path, "data");
        using var process = await ServerProcess.StartAsync(data);
        Directory.Delete(data, recursive: true);
        using var http = new HttpClient { BaseAddress = process.Url };
        await S3Assert.EventuallyAsync(async () =>
        {
            using var ready = await http.GetAsync("/health/ready");
            return ready.StatusCode == HttpStatusCode.ServiceUnavailable;
        }, "it says that it is not ready");
        using var live = await http.GetAsync("/health/live", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }
}
