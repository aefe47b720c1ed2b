using System.Diagnostics;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Tests.Dcp;

public sealed class StartStopTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_started_engine_answers_and_a_stopped_one_leaves_nothing()
    {
        var watch = Stopwatch.StartNew();
        var session = await Engine.StartAsync();
        var started = watch.Elapsed;
        Assert.Empty(await session.Client.ListAsync<Executable>());
        watch.Restart();
        await session.StopAsync();
        output.WriteLine($"start {started.TotalMilliseconds:0} ms, stop {watch.ElapsedMilliseconds} ms");
        Assert.False(Directory.Exists(session.Folder));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Again(int n)
    {
        var watch = Stopwatch.StartNew();
        var session = await Engine.StartAsync();
        var started = watch.Elapsed;
        var names = Enumerable.Range(0, 5).Select(i => $"e{n}-{i}").ToArray();
        await Task.WhenAll(names.Select(name => session.Client.CreateAsync(Engine.Script(name, "exec sleep 100"))));
        var running = new HashSet<string>();
        await foreach (var (type, obj) in session.Client.WatchAsync<Executable>(TestContext.Current.CancellationToken))
        {
            if (obj.Status?.State == ExecutableState.Running && running.Add(obj.Metadata.Name) && running.Count == names.Length)
            {
                break;
            }
        }

        var ran = watch.Elapsed;
        watch.Restart();
        await session.StopAsync();
        output.WriteLine($"start {started.TotalMilliseconds:0} ms, running {ran.TotalMilliseconds:0}, stop {watch.ElapsedMilliseconds} ms");
    }
}
