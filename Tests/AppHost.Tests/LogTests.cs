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

    [Theory]
    [InlineData(null)]
    [InlineData("api")]
    public void Of_many_days_only_the_end_is_read(string? service)
    {
        var padding = new string('x', 300);
        var written = new List<(string Service, string Message)>();
        foreach (var day in Enumerable.Range(1, 3))
        {
            foreach (var name in new[] { "api", "storage" })
            {
                File.WriteAllText(Path.Combine(_folder.Path, $"{name}-2026110{day}.clef"), string.Concat(Enumerable.Range(0, 5000).Select(number =>
                {
                    var time = new DateTime(2026, 11, day, 10, 0, 0, DateTimeKind.Utc).AddSeconds(number);
                    return $$"""{"@t":"{{time:O}}","@l":"Information","@m":"{{name}} {{day}} {{number}}","More":"{{padding}}","Service":"{{name}}"}""" + "\n";
                })));
            }
        }

        // A line may be longer than what is read at once.
        Write("api-20261104.clef", "2026-11-04T10:00:00Z", new string('y', 300_000), "\n");
        var logs = new LogFolder(_folder.Path);

        var found = logs.ReadLast(s_all with { Service = service }, 5).Select(entry => entry.Message.Length > 100 ? "long" : entry.Message).ToArray();

        Assert.Equal(service is null ? ["storage 3 4998", "api 3 4999", "storage 3 4999"] : ["api 3 4997", "api 3 4998", "api 3 4999"], found[^4..^1]);
        Assert.Equal("long", found[^1]);
        Assert.InRange(logs.BytesRead, 300_000, 1_000_000);
        Assert.True(Directory.GetFiles(_folder.Path).Sum(file => new FileInfo(file).Length) > 10_000_000);
    }

    private void Write(string file, string time, string text, string end) => File.AppendAllText(
        Path.Combine(_folder.Path, file), $$"""{"@t":"{{time}}","@l":"Information","@mt":"{{text}}","Service":"{{file.Split('-')[0]}}"}""" + end);
}
