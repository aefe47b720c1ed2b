using Amazon.S3;
using Amazon.S3.Model;
using Platform.ObjectStore.Tests.Support;

namespace Platform.ObjectStore.Tests;

public sealed class CrashTests
{
    [Fact]
    public async Task What_was_acknowledged_survives_SIGKILL_and_nothing_else_is_left()
    {
        using var directory = new TempDirectory();
        var acknowledged = new Dictionary<string, int>();
        for (var round = 0; round < 3; round++)
        {
            using var server = await ServerProcess.StartAsync(directory.Path);
            if (round == 0)
            {
                await server.S3.PutBucketAsync("bucket");
            }
            await CheckAsync(server, acknowledged);
            using var stop = new CancellationTokenSource();
            var writers = Enumerable.Range(0, 4).Select(writer => WriteAsync(server, acknowledged, round, writer, stop.Token)).ToArray();
            await S3Assert.EventuallyAsync(() => Task.FromResult(Count(acknowledged) >= (round + 1) * 40), "some writes are acknowledged");
            server.Kill();
            await stop.CancelAsync();
            await Task.WhenAll(writers);
        }
        using var last = await ServerProcess.StartAsync(directory.Path);
        await CheckAsync(last, acknowledged);
        await S3Assert.EventuallyAsync(async () => BlobCount(directory) == await ObjectCountAsync(last), "the debris is gone");
    }

    [Fact]
    public async Task A_put_or_part_cut_off_by_SIGKILL_leaves_the_old_object_and_no_file()
    {
        using var directory = new TempDirectory();
        using (var server = await ServerProcess.StartAsync(directory.Path))
        {
            await server.S3.PutBucketAsync("bucket");
            await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = "bucket", Key = "k", ContentBody = "old" });
            using var stalled = new StalledStream();
            var put = server.S3.PutObjectAsync(new PutObjectRequest { BucketName = "bucket", Key = "k", InputStream = stalled });
            await stalled.Reading;
            await S3Assert.EventuallyAsync(() => Task.FromResult(BlobCount(directory) == 2), "the new blob is being written");
            server.Kill();
            stalled.End();
            await Assert.ThrowsAnyAsync<Exception>(() => put);
        }
        Assert.Equal(2, BlobCount(directory));
        using var again = await ServerProcess.StartAsync(directory.Path);
        using var got = await again.S3.GetObjectAsync("bucket", "k");
        Assert.Equal("old", await new StreamReader(got.ResponseStream).ReadToEndAsync(TestContext.Current.CancellationToken));
        await S3Assert.EventuallyAsync(() => Task.FromResult(BlobCount(directory) == 1), "the half-written blob is gone");
    }

    [Fact]
    public async Task Full_durability_keeps_uploads_versions_and_settings_over_a_restart()
    {
        using var directory = new TempDirectory();
        string upload, etag;
        using (var server = await ServerProcess.StartAsync(directory.Path, "--durability", "full"))
        {
            await server.S3.PutBucketAsync("bucket");
            await server.S3.PutBucketVersioningAsync(new PutBucketVersioningRequest { BucketName = "bucket", VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled } });
            await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = "bucket", Key = "k", ContentBody = "1" });
            await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = "bucket", Key = "k", ContentBody = "2" });
            upload = (await server.S3.InitiateMultipartUploadAsync("bucket", "m")).UploadId;
            etag = (await server.S3.UploadPartAsync(new UploadPartRequest { BucketName = "bucket", Key = "m", UploadId = upload, PartNumber = 1, InputStream = new MemoryStream([1, 2, 3]) })).ETag;
            server.Kill();
        }
        using var again = await ServerProcess.StartAsync(directory.Path, "--durability", "full");
        Assert.Equal(2, (await again.S3.ListVersionsAsync("bucket")).Versions.Count);
        await again.S3.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = "bucket", Key = "m", UploadId = upload, PartETags = [new PartETag(1, etag)] });
        Assert.Equal(3, (await again.S3.GetObjectMetadataAsync("bucket", "m")).ContentLength);
    }

    private static async Task WriteAsync(ServerProcess server, Dictionary<string, int> acknowledged, int round, int writer, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            // Keys of one writer only: what it wrote last and saw acknowledged has to be there.
            var (key, value) = ($"{writer}/{i % 20}", (round * 1_000_000) + i);
            try
            {
                await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = "bucket", Key = key, ContentBody = new string((char)('a' + (value % 26)), 5000) + value }, stop);
            }
            catch (Exception)
            {
                // Not acknowledged: it may be there or not.
                lock (acknowledged)
                {
                    acknowledged.Remove(key);
                }
                return;
            }
            lock (acknowledged)
            {
                acknowledged[key] = value;
            }
        }
    }

    private static async Task CheckAsync(ServerProcess server, Dictionary<string, int> acknowledged)
    {
        foreach (var (key, value) in acknowledged)
        {
            using var got = await server.S3.GetObjectAsync("bucket", key);
            Assert.Equal(new string((char)('a' + (value % 26)), 5000) + value, await new StreamReader(got.ResponseStream).ReadToEndAsync());
        }
    }

    private static int Count(Dictionary<string, int> acknowledged)
    {
        lock (acknowledged)
        {
            return acknowledged.Count == 0 ? 0 : acknowledged.Values.Sum(value => 1 + (value % 1_000_000 / 20));
        }
    }

    private static int BlobCount(TempDirectory directory) =>
        Directory.Exists(Path.Combine(directory.Path, "blobs")) ? Directory.GetFiles(Path.Combine(directory.Path, "blobs"), "*", SearchOption.AllDirectories).Length : 0;

    private static async Task<int> ObjectCountAsync(ServerProcess server) =>
        (await server.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "bucket" })).S3Objects?.Count ?? 0;
}
