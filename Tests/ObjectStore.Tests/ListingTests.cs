using System.Text;
using Amazon.S3.Model;
using Platform.ObjectStore.Tests.Support;

namespace Platform.ObjectStore.Tests;

public sealed class ListingTests(TestServer server)
{
    private static readonly string[] Keys = ["B", "a", "a b", "a/1", "a/2", "a/b/3", "a0", "ab", "z/", "ü", "日本", "\U0001F986"];

    [Fact]
    public async Task Keys_come_in_the_order_of_their_bytes_page_by_page()
    {
        var bucket = await FillAsync(Keys);
        var found = new List<string>();
        var request = new ListObjectsV2Request { BucketName = bucket, MaxKeys = 5 };
        ListObjectsV2Response page;
        do
        {
            page = await server.S3.ListObjectsV2Async(request);
            found.AddRange(page.S3Objects.Select(item => item.Key));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
        Assert.Equal(Keys.OrderBy(Encoding.UTF8.GetBytes, Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))), found);
    }

    [Fact]
    public async Task A_delimiter_rolls_keys_up_and_paging_does_not_repeat_them()
    {
        var bucket = await FillAsync(Keys);
        var (objects, prefixes) = (new List<string>(), new List<string>());
        var request = new ListObjectsRequest { BucketName = bucket, Delimiter = "/", MaxKeys = 1 };
        ListObjectsResponse page;
        do
        {
            page = await server.S3.ListObjectsAsync(request);
            objects.AddRange(page.S3Objects?.Select(item => item.Key) ?? []);
            prefixes.AddRange(page.CommonPrefixes ?? []);
            request.Marker = page.NextMarker;
        }
        while (page.IsTruncated == true);
        Assert.Equal(["a/", "z/"], prefixes);
        Assert.Equal(["B", "a", "a b", "a0", "ab", "ü", "日本", "\U0001F986"], objects);
    }

    [Fact]
    public async Task A_prefix_and_a_start_limit_what_is_listed()
    {
        var bucket = await FillAsync(Keys);
        var page = await server.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, Prefix = "a/", Delimiter = "/", StartAfter = "a/1" });
        Assert.Equal(["a/2"], page.S3Objects.Select(item => item.Key));
        Assert.Equal(["a/b/"], page.CommonPrefixes);
    }

    [Fact]
    public async Task Bad_parameters_are_named()
    {
        var bucket = await server.CreateBucketAsync();
        foreach (var query in new[] { "max-keys=-1", "max-keys=x", "encoding-type=json", "list-type=2&continuation-token=%25" })
        {
            var answer = await new RawRequest(server, "GET", $"/{bucket}?{query}").Sign().SendAsync();
            Assert.Equal((400, "InvalidArgument"), (answer.Status, answer.Code));
        }
    }

    [Fact]
    public async Task Characters_that_XML_cannot_hold_are_listed_encoded()
    {
        var bucket = await server.CreateBucketAsync();
        await new RawRequest(server, "PUT", $"/{bucket}/bell%07key").Sign().SendAsync();
        var answer = await new RawRequest(server, "GET", $"/{bucket}?encoding-type=url&list-type=2").Sign().SendAsync();
        Assert.Contains("<Key>bell%07key</Key>", answer.Text, StringComparison.Ordinal);
    }

    private async Task<string> FillAsync(string[] keys)
    {
        var bucket = await server.CreateBucketAsync();
        foreach (var key in keys)
        {
            await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = key });
        }
        return bucket;
    }
}
