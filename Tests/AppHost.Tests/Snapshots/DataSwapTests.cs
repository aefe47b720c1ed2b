using Platform.AppHost.Snapshots;
using Platform.AppHost.State;

namespace Platform.AppHost.Tests.Snapshots;

/// <summary>Each state that a kill can leave the switch in ends, at the next start, in the old data or in the new.</summary>
public sealed class DataSwapTests : IDisposable
{
    private static readonly string[] Stores = ["postgres", "redis", "storage"];

    private readonly TemporaryFolder folder = new();
    private readonly StateFolder state;
    private readonly DataSwap swap;

    public DataSwapTests()
    {
        state = StateFolder.At(folder.File("state"));
        swap = new DataSwap(state);
        foreach (var store in Stores)
        {
            Put(state.Data(store), "old");
        }
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Commit_puts_the_new_data_in_place_and_leaves_nothing_else()
    {
        MakeReady(Stores);

        swap.Commit(Stores);
        swap.Discard();

        AssertAll("new");
    }

    [Fact]
    public void A_store_without_new_data_begins_with_none()
    {
        MakeReady(["postgres"]);

        swap.Commit(Stores);
        swap.Discard();

        Assert.Equal("new", Read("postgres"));
        Assert.Null(Read("redis"));
        Assert.Null(Read("storage"));
    }

    [Fact]
    public void Before_the_journal_the_old_data_stands()
    {
        MakeReady(Stores);

        swap.Recover();

        AssertAll("old");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void After_the_journal_the_new_data_comes_whichever_step_was_the_last(int steps)
    {
        MakeReady(Stores);
        Interrupt();
        Directory.CreateDirectory(state.File("data.old"));
        foreach (var store in Stores)
        {
            Step(() => Directory.Move(state.Data(store), Path.Combine(state.File("data.old"), store)));
            Step(() => Directory.Move(Path.Combine(swap.New, store), state.Data(store)));
        }

        swap.Recover();

        AssertAll("new");

        void Step(Action step)
        {
            if (steps-- > 0)
            {
                step();
            }
        }
    }

    [Fact]
    public void What_a_store_has_made_in_the_middle_of_a_switch_goes_and_the_switch_is_finished()
    {
        MakeReady(Stores);
        Interrupt();
        Directory.CreateDirectory(state.File("data.old"));
        Directory.Move(state.Data("postgres"), Path.Combine(state.File("data.old"), "postgres"));
        Put(state.Data("postgres"), "made by a server that was started too early");

        Assert.True(swap.Recover());

        AssertAll("new");
    }

    [Fact]
    public void A_switch_that_cannot_be_finished_loses_nothing_until_it_can()
    {
        MakeReady(Stores);
        Interrupt();
        File.WriteAllText(state.File("data.old"), "in the way");

        var failure = Assert.Throws<PlatformException>(() => swap.Recover());
        swap.Discard();

        Assert.Contains("cannot be finished", failure.Message);
        Assert.True(swap.IsUnfinished);
        File.Delete(state.File("data.old"));
        Assert.True(swap.Recover());
        AssertAll("new");
    }

    private void Interrupt() => StateFile.Write(
        state.File("swap.json"),
        new SortedDictionary<string, string>(Stores.ToDictionary(store => store, _ => "replaced")),
        StateJson.Default.SortedDictionaryStringString);

    private static void Put(string path, string content)
    {
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "which"), content);
    }

    private void MakeReady(IEnumerable<string> stores)
    {
        swap.Begin();
        foreach (var store in stores)
        {
            Put(Path.Combine(swap.New, store), "new");
        }
    }

    private string? Read(string store) => Path.Combine(state.Data(store), "which") is var path && File.Exists(path) ? File.ReadAllText(path) : null;

    private void AssertAll(string which)
    {
        Assert.All(Stores, store => Assert.Equal(which, Read(store)));
        Assert.Equal(["data", "logs"], Directory.EnumerateFileSystemEntries(state.Path).Select(Path.GetFileName).Order());
    }
}
