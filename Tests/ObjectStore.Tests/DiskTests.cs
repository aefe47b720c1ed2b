using System.Diagnostics;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Platform.ObjectStore.Tests.Support;

namespace Platform.ObjectStore.Tests;

/// <summary>A disk of eight mebibytes, mounted for one test; that takes root on Linux.</summary>
public sealed class DiskTests
{
    [Fact]
    public async Task On_a_full_disk_writes_fail_reads_and_deletions_work_and_room_comes_back()
    {
        using var directory = new TempDirectory();
        using var disk = SmallDisk.Mount(directory.Path);
        using var server = await ServerProcess.StartAsync(directory.Path);
        await server.S3.PutBucketAsync("bucket");
        await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = "bucket", Key = "small", ContentBody = "x" });
        Task Put(string key) => server.S3.PutObjectAsync(new PutObjectRequest { BucketName = "bucket", Key = key, InputStream = new MemoryStream(new byte[3 * 1024 * 1024]) });
        await Put("a");
        await Put("b");
        var error = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => Put("c"));
        Assert.Equal((507, "InsufficientStorage"), ((int)error.StatusCode, error.ErrorCode));
        await S3Assert.FailsAsync(HttpStatusCode.NotFound, "NotFound", () => server.S3.GetObjectMetadataAsync("bucket", "c"));
        disk.Fill();
        await S3Assert.FailsAsync((HttpStatusCode)507, "InsufficientStorage", () => Put("c"));
        using (var got = await server.S3.GetObjectAsync("bucket", "small"))
        {
            Assert.Equal(1, got.ContentLength);
        }
        await server.S3.DeleteObjectAsync("bucket", "a");
        await S3Assert.EventuallyAsync(async () =>
        {
            try
            {
                await Put("c");
                return true;
            }
            catch (AmazonS3Exception e) when ((int)e.StatusCode == 507)
            {
                return false;
            }
        }, "the room of the deleted object can be used");
    }

    [Fact]
    public async Task A_disk_that_turns_read_only_fails_writes_and_keeps_serving()
    {
        using var directory = new TempDirectory();
        using var disk = SmallDisk.Mount(directory.Path);
        using var server = await ServerProcess.StartAsync(directory.Path);
        await server.S3.PutBucketAsync("bucket");
        await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = "bucket", Key = "k", ContentBody = "x" });
        // A file that is open for writing keeps a plain remount from working, so the journal's disk stays and the blobs' goes.
        using var blobs = SmallDisk.Mount(Path.Combine(directory.Path, "blobs"), "ro");
        var error = await Assert.ThrowsAnyAsync<AmazonS3Exception>(() =>
            server.S3.PutObjectAsync(new PutObjectRequest { BucketName = "bucket", Key = "n", ContentBody = "x" }));
        Assert.Equal(507, (int)error.StatusCode);
        Assert.Equal("k", Assert.Single((await server.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "bucket" })).S3Objects).Key);
    }

    [Fact]
    public async Task A_read_only_data_directory_ends_the_start_with_a_clear_line()
    {
        using var directory = new TempDirectory();
        using var disk = SmallDisk.Mount(directory.Path, "ro");
        using var server = ServerProcess.Launch(directory.Path, prefix: []);
        var (exitCode, errors) = await server.WaitForExitAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains($"Cannot write to the data directory {directory.Path}", errors, StringComparison.Ordinal);
    }

    private sealed class SmallDisk(string path) : IDisposable
    {
        public static SmallDisk Mount(string path, string options = "rw")
        {
            Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Mounting a small disk takes root on Linux.");
            Assert.SkipUnless(Run("mount", "-t", "tmpfs", "-o", $"size=8m,{options}", "tmpfs", path) == 0, "This machine does not allow mounts.");
            return new SmallDisk(path);
        }

        /// <summary>Uses up what is left.</summary>
        public void Fill()
        {
            using var file = File.Create(Path.Combine(path, "filler"));
            var block = new byte[4096];
            try
            {
                while (true)
                {
                    file.Write(block);
                    file.Flush();
                }
            }
            catch (IOException)
            {
                // Full, as intended.
            }
        }

        public void Dispose() => Run("umount", "-l", path);

        private static int Run(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
    }
}
