using System.Text;
using Amazon.S3.Model;
using FsCheck;
using FsCheck.Fluent;
using Platform.ObjectStore.Tests.Support;

namespace Platform.ObjectStore.Tests;

/// <summary>Random sequences of operations against the simplest store there is: a sorted map in memory.</summary>
public sealed class ModelTests(TestServer server)
{
    private static readonly string[] Keys = ["a", "a/b", "a/b/c", "../up", "Ä", "b", "B", "z/"];

    [Fact]
    public void A_bucket_behaves_like_a_sorted_map() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(12).WithEndSize(40),
        Prop.ForAll<(byte Operation, byte Key, ushort Value)[]>(steps => RunAsync(steps).GetAwaiter().GetResult()));

    private async Task<bool> RunAsync((byte Operation, byte Key, ushort Value)[] steps)
    {
        var bucket = await server.CreateBucketAsync();
        var model = new SortedDictionary<string, string>(Comparer<string>.Create((a, b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b))));
        foreach (var (operation, keyNumber, value) in steps)
        {
            var (key, other) = (Keys[keyNumber % Keys.Length], Keys[value % Keys.Length]);
            switch (operation % 6)
            {
                case 0 or 1:
                    await PutAsync(bucket, key, $"{value}");
                    model[key] = $"{value}";
                    break;
                case 2:
                    await new RawRequest(server, "DELETE", Target(bucket, key)).Sign().SendAsync();
                    model.Remove(key);
                    break;
                case 3:
                    var got = await new RawRequest(server, "GET", Target(bucket, key)).Sign().SendAsync();
                    Assert.Equal(model.GetValueOrDefault(key), got.Status == 200 ? got.Text : null);
                    break;
                case 4 when key != other:
                    var copied = await new RawRequest(server, "PUT", Target(bucket, other)).With("x-amz-copy-source", Target(bucket, key)).Sign().SendAsync();
                    Assert.Equal(model.ContainsKey(key) ? 200 : 404, copied.Status);
                    if (model.TryGetValue(key, out var content))
                    {
                        model[other] = content;
                    }
                    break;
                case 5:
                    var created = await new RawRequest(server, "PUT", Target(bucket, key)) { Body = Encoding.UTF8.GetBytes($"{value}") }.With("if-none-match", "*").Sign().SendAsync();
                    Assert.Equal(model.TryAdd(key, $"{value}") ? 200 : 412, created.Status);
                    break;
            }
        }
        var list = await server.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket });
        Assert.Equal(model.Keys, list.S3Objects?.Select(item => item.Key) ?? []);
        Assert.Equal(model.Values.Select(value => (long)value.Length), list.S3Objects?.Select(item => item.Size!.Value) ?? []);
        return true;
    }

    [Fact]
    public void A_versioned_bucket_keeps_every_value_until_it_is_deleted() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(8).WithEndSize(25),
        Prop.ForAll<(byte Operation, byte Pick)[]>(steps => RunVersionedAsync(steps).GetAwaiter().GetResult()));

    private async Task<bool> RunVersionedAsync((byte Operation, byte Pick)[] steps)
    {
        var bucket = await server.CreateVersionedBucketAsync();
        // Newest first; a null value is a delete marker.
        var model = new List<(string Id, string? Value)>();
        var number = 0;
        foreach (var (operation, pick) in steps)
        {
            switch (operation % 4)
            {
                case 0 or 1:
                    var value = $"{number++}";
                    model.Insert(0, ((await PutAsync(bucket, "k", value)).Headers["x-amz-version-id"], value));
                    break;
                case 2:
                    model.Insert(0, ((await server.S3.DeleteObjectAsync(bucket, "k")).VersionId, null));
                    break;
                case 3 when model.Count > 0:
                    var victim = model[pick % model.Count];
                    await server.S3.DeleteObjectAsync(bucket, "k", victim.Id);
                    model.Remove(victim);
                    break;
            }
            var current = await new RawRequest(server, "GET", $"/{bucket}/k").Sign().SendAsync();
            Assert.Equal(model.FirstOrDefault().Value, current.Status == 200 ? current.Text : null);
        }
        var listed = (await server.S3.ListVersionsAsync(bucket)).Versions ?? [];
        Assert.Equal(model.Select(version => (version.Id, version.Value is null)), listed.Select(version => (version.VersionId, version.IsDeleteMarker == true)));
        return true;
    }

    private Task<RawResponse> PutAsync(string bucket, string key, string value) =>
        new RawRequest(server, "PUT", Target(bucket, key)) { Body = Encoding.UTF8.GetBytes(value) }.Sign().SendAsync();

    private static string Target(string bucket, string key) => $"/{bucket}/{Http.PercentCoding.Encode(key, keepSlash: true)}";
}
