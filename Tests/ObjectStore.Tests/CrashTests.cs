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
    public async Task A_copy_or_completion_cut_off_by_SIGKILL_leaves_the_old_object_or_the_new_one()
    {
        using var directory = new TempDirectory();
        using (var first = await ServerProcess.StartAsync(directory.Path))
        {
            await first.S3.PutBucketAsync("bucket");
            await PutLettersAsync(first, "a", 'a', 7);
            await PutLettersAsync(first, "b", 'b', 11);
        }
        for (var round = 0; round < 4; round++)
        {
            using var server = await ServerProcess.StartAsync(directory.Path);
            var done = 0;
            var copying = RepeatAsync(async i => await server.S3.CopyObjectAsync("bucket", i % 2 == 0 ? "a" : "b", "bucket", "copied"));
            var completing = RepeatAsync(async i => await UploadCopyOfAsync(server, i % 2 == 0 ? "a" : "b"));
            await S3Assert.EventuallyAsync(() => Task.FromResult(Volatile.Read(ref done) >= 4 + round), "some copies and completions are done");
            server.Kill();
            await Task.WhenAll(copying, completing);

            async Task RepeatAsync(Func<int, Task> step)
            {
                try
                {
                    for (var i = 0; ; i++)
                    {
                        await step(i);
                        Interlocked.Increment(ref done);
                    }
                }
                catch (Exception)
                {
                    // The server is gone.
                }
            }
        }
        using var last = await ServerProcess.StartAsync(directory.Path);
        foreach (var key in new[] { "copied", "joined" })
        {
            using var got = await last.S3.GetObjectAsync("bucket", key);
            var content = await new StreamReader(got.ResponseStream).ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.Contains((content[0], content.Length >> 20), new[] { ('a', 7), ('b', 11) });
            Assert.True(content.AsSpan().IndexOfAnyExcept(content[0]) < 0, $"{key} is a mixture");
            await last.S3.DeleteObjectAsync("bucket", key);
        }
        foreach (var upload in (await last.S3.ListMultipartUploadsAsync("bucket")).MultipartUploads ?? [])
        {
            await last.S3.AbortMultipartUploadAsync("bucket", upload.Key, upload.UploadId);
        }
        await S3Assert.EventuallyAsync(() => Task.FromResult(BlobCount(directory) == 2), "the files of the two sources are all that is left");
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

    [Fact]
    public async Task Full_durability_flushes_the_file_its_directory_and_the_journal_before_it_answers()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/strace"), "This test reads system calls with strace.");
        using var directory = new TempDirectory();
        var trace = Path.Combine(directory.Path, "trace");
        var data = Path.Combine(directory.Path, "data");
        // With -D the process that is started is the server, so that killing it kills the server.
        using var server = ServerProcess.Launch(data, ["/usr/bin/strace", "-D", "-f", "-y", "-e", "trace=fsync,fdatasync", "-o", trace], "--durability", "full");
        await server.WaitUntilReadyAsync();
        await server.S3.PutBucketAsync("bucket");
        var before = await ReadTraceAsync();
        await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = "bucket", Key = "k", ContentBody = "x" });
        var flushed = (await ReadTraceAsync())[before.Length..];

        var blob = Assert.Single(Directory.GetFiles(Path.Combine(data, "blobs"), "*", SearchOption.AllDirectories));
        Assert.Contains($"<{data}>", before, StringComparison.Ordinal);
        Assert.Contains($"<{data}/index>", before, StringComparison.Ordinal);
        Assert.Contains($"<{blob}>", flushed, StringComparison.Ordinal);
        Assert.Contains($"<{Path.GetDirectoryName(blob)}>", flushed, StringComparison.Ordinal);
        Assert.Matches($"<{data}/index/[0-9]+\\.journal>[^<]*$", flushed);

        async Task<string> ReadTraceAsync()
        {
            await using var file = new FileStream(trace, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return await new StreamReader(file).ReadToEndAsync(TestContext.Current.CancellationToken);
        }
    }

    private static Task PutLettersAsync(ServerProcess server, string key, char letter, int mebibytes)
    {
        var content = new byte[mebibytes << 20];
        Array.Fill(content, (byte)letter);
        return server.S3.PutObjectAsync(new PutObjectRequest { BucketName = "bucket", Key = key, InputStream = new MemoryStream(content) });
    }

    /// <summary>Makes the object "joined" of two copied parts.</summary>
    private static async Task UploadCopyOfAsync(ServerProcess server, string key)
    {
        const int cut = 5 << 20;
        var size = (await server.S3.GetObjectMetadataAsync("bucket", key)).ContentLength;
        var upload = (await server.S3.InitiateMultipartUploadAsync("bucket", "joined")).UploadId;
        Task<CopyPartResponse> Part(int number, long from, long to) => server.S3.CopyPartAsync(new CopyPartRequest
        {
            SourceBucket = "bucket", SourceKey = key, DestinationBucket = "bucket", DestinationKey = "joined", UploadId = upload, PartNumber = number, FirstByte = from, LastByte = to,
        });
        var parts = await Task.WhenAll(Part(1, 0, cut - 1), Part(2, cut, size - 1));
        await server.S3.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
        {
            BucketName = "bucket", Key = "joined", UploadId = upload, PartETags = [.. parts.Select(part => new PartETag(part))],
        });
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
