using System.Text.RegularExpressions;
using Platform.ObjectStore.Tests.Support;

namespace Platform.ObjectStore.Tests;

public sealed partial class KeyMappingTests
{
    // What meets on file systems that fold case, compose characters, drop trailing dots and spaces, or reserve names.
    private static readonly string[] Keys =
    [
        "case", "Case", "CASE", "i", "I", "ı", "İ", "k", "\u212A", "ß", "ẞ", "SS", "\u00E9", "e\u0301", "dot", "dot.", "space", "space ", "a/b", "a//b", "a/./b", "a/../b",
        "../up", "/root", "CON", "nul.txt", "colon:stream", "back\\slash", "star*?", ".", "..", "/", "//", "lock", "index/manifest",
    ];

    [Fact]
    public async Task No_key_reaches_the_file_system_so_none_can_meet_another_there()
    {
        using var directory = new TempDirectory();
        using var server = await ServerProcess.StartAsync(directory.Path);
        await server.S3.PutBucketAsync("bucket");
        foreach (var key in Keys)
        {
            Assert.Equal(200, (await Ask("PUT", key)).Status);
        }
        foreach (var key in Keys)
        {
            Assert.Equal(key, (await Ask("GET", key)).Text);
        }
        var listed = await server.S3.ListObjectsV2Async(new Amazon.S3.Model.ListObjectsV2Request { BucketName = "bucket" });
        Assert.Equal(Keys.Order(StringComparer.Ordinal), listed.S3Objects.Select(found => found.Key));

        var files = Directory.GetFiles(Path.Combine(directory.Path, "blobs"), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(directory.Path, file).Replace('\\', '/')).ToArray();
        Assert.Equal(Keys.Length, files.Length);
        Assert.All(files, file => Assert.Matches(BlobName(), file));
        Assert.Equal(["blobs", "index", "lock", "lock.pid"], Directory.GetFileSystemEntries(directory.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        Task<RawResponse> Ask(string method, string key) => new RawRequest(server.Url, method, $"/bucket/{Http.PercentCoding.Encode(key, keepSlash: true)}")
        {
            Body = method == "PUT" ? System.Text.Encoding.UTF8.GetBytes(key) : [],
        }.Sign().SendAsync();
    }

    // Lower-case hexadecimal only: two different names stay different where case is folded.
    [GeneratedRegex("^blobs/([0-9a-f]{2})/\\1[0-9a-f]{30}$")]
    private static partial Regex BlobName();
}
