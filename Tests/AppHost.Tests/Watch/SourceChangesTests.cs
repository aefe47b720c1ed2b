using Platform.AppHost.Watch;

namespace Platform.AppHost.Tests.Watch;

/// <summary>What counts as a change of a program.</summary>
public sealed class SourceChangesTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("Shop.cs", true)]
    [InlineData("Orders/Checkout.cs", true)]
    [InlineData("Data/Migrations/0001_catalogue.sql", true)]
    [InlineData("Api.csproj", true)]
    [InlineData("appsettings.json", true)]
    [InlineData("obj/Debug/Api.AssemblyInfo.cs", false)]
    [InlineData("bin/Debug/appsettings.json", false)]
    [InlineData(".vs/settings.json", false)]
    [InlineData(".#Shop.cs", false)]
    [InlineData("#Shop.cs#", false)]
    [InlineData("Shop.cs~", false)]
    [InlineData("Shop.cs.swp", false)]
    [InlineData("notes.md", false)]
    public void Generated_files_and_what_editors_leave_do_not_matter(string path, bool matters) =>
        Assert.Equal(matters, SourceFiles.Matters(folder.Path, Path.Combine(folder.Path, path)));

    [Fact]
    public async Task A_burst_of_changes_is_one()
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "Orders"));
        using var changes = new SourceChanges();
        changes.Add(folder.Path, DateTime.MaxValue);
        string[] written = [Write("Shop.cs"), Write("Orders/Checkout.cs"), Write("Shop.cs")];
        Write("notes.md");

        var changed = await changes.NextAsync(TestContext.Current.CancellationToken).WaitAsync(Bound);
        while (!changed.IsSupersetOf(written))
        {
            // A machine that is busy may take longer between two writes than a burst lasts.
            changed = changed.Union(await changes.NextAsync(TestContext.Current.CancellationToken).WaitAsync(Bound)).ToHashSet();
        }

        Assert.Equal(written.Distinct().Order(), changed.Order());
    }

    [Fact]
    public async Task What_was_written_before_the_watch_began_is_a_change_when_it_is_new_enough()
    {
        File.SetLastWriteTimeUtc(Write("Shop.cs"), DateTime.UtcNow.AddHours(-1));
        var late = Write("Cart.cs");
        using var changes = new SourceChanges();
        changes.Add(folder.Path, DateTime.UtcNow.AddMinutes(-1));

        Assert.Equal([late], await changes.NextAsync(TestContext.Current.CancellationToken).WaitAsync(Bound));
    }

    [Fact]
    public async Task A_file_that_goes_or_gets_another_name_is_a_change()
    {
        var before = Write("Shop.cs");
        var after = Path.Combine(folder.Path, "Store.cs");
        using var changes = new SourceChanges();
        changes.Add(folder.Path, DateTime.MaxValue);

        File.Move(before, after);

        var changed = await changes.NextAsync(TestContext.Current.CancellationToken).WaitAsync(Bound);
        Assert.Equal([before, after], changed.Order());
    }

    private string Write(string name)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, "// written by a test");
        return path;
    }
}
