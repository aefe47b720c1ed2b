using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.ObjectStore.Metadata;
using Platform.ObjectStore.Tests.Support;

namespace Platform.ObjectStore.Tests;

public sealed class IndexTests
{
    [Fact]
    public void Rows_survive_reopening_flushing_and_merging_like_a_sorted_map()
    {
        using var directory = new TempDirectory();
        var model = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var random = new Random(6);
        var value = new string('v', 400);
        for (var round = 0; round < 4; round++)
        {
            using var index = OrderedIndex.Open(directory.Path, flushToDisk: false, NullLogger.Instance);
            for (var i = 0; i < 6000; i++)
            {
                var batch = new IndexBatch();
                var key = $"key-{random.Next(8000):d5}";
                if (random.Next(4) == 0)
                {
                    batch.Remove(Bytes(key));
                    model.Remove(key);
                }
                else
                {
                    batch.Put(Bytes(key), Bytes($"{value}{round}.{i}"));
                    model[key] = $"{value}{round}.{i}";
                }
                index.Commit(batch);
            }
            AssertSame(model, index);
        }
        using var reopened = OrderedIndex.Open(directory.Path, flushToDisk: false, NullLogger.Instance);
        AssertSame(model, reopened);
        Assert.True(Directory.GetFiles(directory.Path, "*.run").Length is > 0 and < 6);
    }

    [Fact]
    public void A_journal_that_ends_in_half_a_record_keeps_all_records_before_it()
    {
        using var directory = new TempDirectory();
        using (var index = OrderedIndex.Open(directory.Path, flushToDisk: false, NullLogger.Instance))
        {
            Put(index, "a", "1");
            Put(index, "b", "2");
        }
        var journal = Directory.GetFiles(directory.Path, "*.journal").Single();
        var content = File.ReadAllBytes(journal);
        var end = content.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        content[end - 1] ^= 0xFF;
        File.WriteAllBytes(journal, content);
        using (var index = OrderedIndex.Open(directory.Path, flushToDisk: false, NullLogger.Instance))
        {
            Assert.Equal("1", Get(index, "a"));
            Assert.Null(Get(index, "b"));
            Put(index, "c", "3");
        }
        using var again = OrderedIndex.Open(directory.Path, flushToDisk: false, NullLogger.Instance);
        Assert.Equal(("1", null, "3"), (Get(again, "a"), Get(again, "b"), Get(again, "c")));
    }

    [Fact]
    public void Scans_give_what_a_sorted_map_gives() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(30),
        Prop.ForAll<(byte, byte)[]>(changes =>
        {
            using var directory = new TempDirectory();
            using var index = OrderedIndex.Open(directory.Path, flushToDisk: false, NullLogger.Instance);
            var model = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var (key, action) in changes)
            {
                var batch = new IndexBatch();
                var name = $"{key:d3}";
                if (action % 3 == 0)
                {
                    batch.Remove(Bytes(name));
                    model.Remove(name);
                }
                else
                {
                    batch.Put(Bytes(name), [action]);
                    model[name] = $"{(char)action}";
                }
                index.Commit(batch);
            }
            var found = index.Scan(Bytes("050"), Bytes("200"), 20).Select(row => Encoding.UTF8.GetString(row.Key));
            return found.SequenceEqual(model.Keys.Where(key => string.CompareOrdinal(key, "050") >= 0 && string.CompareOrdinal(key, "200") < 0).Take(20));
        }));

    private static void AssertSame(SortedDictionary<string, string> model, OrderedIndex index)
    {
        var rows = index.Scan([0], [0xFF], int.MaxValue);
        Assert.Equal(model.Keys, rows.Select(row => Encoding.UTF8.GetString(row.Key)));
        Assert.Equal(model.Values, rows.Select(row => Encoding.UTF8.GetString(row.Value!)));
        foreach (var key in model.Keys.Where((_, i) => i % 97 == 0))
        {
            Assert.Equal(model[key], Get(index, key));
        }
    }

    private static void Put(OrderedIndex index, string key, string value)
    {
        var batch = new IndexBatch();
        batch.Put(Bytes(key), Bytes(value));
        index.Commit(batch);
    }

    private static string? Get(OrderedIndex index, string key) => index.Get(Bytes(key)) is { } value ? Encoding.UTF8.GetString(value) : null;

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
