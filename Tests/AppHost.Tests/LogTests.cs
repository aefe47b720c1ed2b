using Platform.AppHost.Commands.Logs;

namespace Platform.AppHost.Tests;

public sealed class LogTests : IDisposable
{
    private static readonly LogFilter s_all = new(null, LogEntryLevel.Verbose, null);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Values_stand_in_their_places_also_formatted_ones()
    {
        var entry = LogEntry.TryParse("""{"@t":"2026-11-20T13:33:19.7322459Z","@l":"Warning","@mt":"{Method} took {Ms:0.0} ms of {Budget,5:0} by {Nobody}","@r":["17.6","100"],"Method":"GET","Ms":17.61,"Budget":100,"Service":"api","CorrelationId":"abc-1","@x":"Boom\n at x"}""")!;

        Assert.Equal("GET took 17.6 ms of 100 by {Nobody}", entry.Message);
        Assert.Equal((LogEntryLevel.Warning, "api", "abc-1"), (entry.Level, entry.Service, entry.CorrelationId));
        Assert.EndsWith("Warning     api: GET took 17.6 ms of 100 by {Nobody}  [abc-1]\n    Boom\n     at x", new LogText(inColour: false).Format(entry), StringComparison.Ordinal);
        Assert.Contains("\e[33m", new LogText(inColour: true).Format(entry), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"@t\":\"2026-11-20T13:33:19Z\",\"@l\":\"Inf")]
    [InlineData("[1]")]
    [InlineData("{\"@t\":\"yesterday\"}")]
    public void Torn_and_foreign_lines_are_passed_over(string line) => Assert.Null(LogEntry.TryParse(line));

    [Fact]
    public async Task Services_are_merged_by_time_and_new_lines_and_files_are_followed()
    {
        Write("api-20261120.clef", "2026-11-20T10:00:01Z", "second", "\n");
        Write("storage-20261120.clef", "2026-11-20T10:00:00Z", "first ü", "\n");
        var logs = new LogFolder(_folder.Path);
        Assert.Equal(["first ü", "second"], logs.ReadLast(s_all, 10).Select(entry => entry.Message));
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(20));
        await using var following = logs.FollowAsync(s_all, bound.Token).GetAsyncEnumerator(bound.Token);

        // A line counts when it is whole.
        Write("storage-20261120.clef", "2026-11-20T10:00:03Z", "third", "");
        Write("api-20261121.clef", "2026-11-21T00:00:00Z", "of a new file", "\n");
        Assert.True(await following.MoveNextAsync());
        Assert.Equal("of a new file", following.Current.Message);
        File.AppendAllText(Path.Combine(_folder.Path, "storage-20261120.clef"), "\n");
        Assert.True(await following.MoveNextAsync());
        Assert.Equal("third", following.Current.Message);
    }

    [Fact]
    public void The_last_lines_of_all_services_together_are_read()
    {
        Write("api-20261120.clef", "2026-11-20T10:00:01Z", "b", "\n");
        Write("storage-20261120.clef", "2026-11-20T10:00:00Z", "a", "\n");
        Write("api-20261120.clef", "2026-11-20T10:00:02Z", "c", "\n");

        Assert.Equal(["b", "c"], new LogFolder(_folder.Path).ReadLast(s_all, 2).Select(entry => entry.Message));
    }

    private void Write(string file, string time, string text, string end) => File.AppendAllText(
        Path.Combine(_folder.Path, file), $$"""{"@t":"{{time}}","@l":"Information","@mt":"{{text}}","Service":"{{file.Split('-')[0]}}"}""" + end);
}
