using System.Text.RegularExpressions;

namespace Platform.Tests.Processes;

/// <summary>Several copies of one clone, of which each is thrown away at its end.</summary>
public sealed partial class IsolatedTests
{
    [Fact]
    public async Task Two_isolated_copies_run_at_once_and_leave_nothing() => await RunAtOnceAsync(2);

    [Fact]
    public async Task Four_isolated_copies_run_at_once_and_leave_nothing()
    {
        LongTests.SkipUnlessWanted();
        await RunAtOnceAsync(4);
    }

    [Fact]
    public async Task Twenty_isolated_copies_in_a_row_leave_nothing()
    {
        LongTests.SkipUnlessWanted();
        for (var i = 0; i < 20; i++)
        {
            await RunAtOnceAsync(1);
        }
    }

    [Fact]
    public async Task What_a_killed_copy_has_left_goes_with_the_next_start()
    {
        var temporary = Directory.CreateTempSubdirectory("pi").FullName;
        await using var killed = Start(new() { ["TMPDIR"] = temporary });
        await killed.WaitUntilReadyAsync();
        var state = Assert.Single(Directory.EnumerateDirectories(temporary, "platform-test-*"));
        killed.Kill();
        await killed.WaitUntilNothingIsLeftAsync(TimeSpan.FromSeconds(20));
        Assert.True(Directory.Exists(state), "Nobody could remove it.");

        // As `aspire run --isolated` asks for it.
        await using var next = AppHostProcess.Start(environment: new Dictionary<string, string?> { ["TMPDIR"] = temporary, ["DcpPublisher__RandomizePorts"] = "true" });
        await next.WaitUntilReadyAsync();

        Assert.False(Directory.Exists(state), $"{state} is still there.");
        Assert.NotEqual(next.Ports[ResourceNames.Api], ApiOf(next).Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        next.Terminate();
        await next.WaitForExitAsync();
        Assert.Empty(Directory.EnumerateDirectories(temporary, "platform-test-*"));
        Directory.Delete(temporary, recursive: true);
    }

    private static AppHostProcess Start(Dictionary<string, string?>? environment = null) =>
        AppHostProcess.Start(arguments: ["--isolated", "--Platform:StartReport=none"], environment: environment);

    private static async Task RunAtOnceAsync(int count)
    {
        var copies = Enumerable.Range(0, count).Select(_ => Start()).ToArray();
        try
        {
            await Task.WhenAll(copies.Select(copy => copy.WaitUntilReadyAsync(count * Wait.Bound)));
            Assert.Equal(count, copies.Select(copy => ApiOf(copy).Port).Distinct().Count());
            foreach (var copy in copies)
            {
                using var api = new HttpClient { BaseAddress = ApiOf(copy) };
                Assert.True((await Products.SearchAsync(api, "lamp")).Total >= 5);
                Assert.False(Directory.Exists(copy.State), "The clone's own data is not touched.");
            }

            foreach (var copy in copies)
            {
                copy.Terminate();
                Assert.Equal(0, await copy.WaitForExitAsync());
                await copy.WaitUntilNothingIsLeftAsync();
                Assert.Empty(copy.LeftInTemporaryFolder());
            }
        }
        finally
        {
            foreach (var copy in copies)
            {
                await copy.DisposeAsync();
            }
        }
    }

    private static Uri ApiOf(AppHostProcess copy) => new(ApiLine().Match(copy.Output).Groups[1].Value);

    // "  api        http://localhost:23456"
    [GeneratedRegex(@"^  api +(http://\S+)", RegexOptions.Multiline)]
    private static partial Regex ApiLine();
}
