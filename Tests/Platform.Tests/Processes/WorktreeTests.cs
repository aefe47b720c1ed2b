using System.Text.Json;

namespace Platform.Tests.Processes;

/// <summary>Two worktrees of this repository at once, of which one is edited.</summary>
public sealed class WorktreeTests
{
    // Two builds of each service, one after the other, with the other clone and other tests running beside them.
    private static readonly TimeSpan s_bound = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_worktree_restarts_what_was_edited_while_the_clone_beside_it_runs_on()
    {
        LongTests.SkipUnlessWanted();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The CLI is taken from the tool cache, and its home folder from HOME, as on Linux.");
        await using var worktree = await Worktree.BuildAsync();
        using var aspire = new AspireCli();
        var watching = new Dictionary<string, string?>(aspire.Environment)
        {
            ["Platform__Watch"] = "true",

            // The SDK's build servers wait for a next build, as after any; here they would count as left behind.
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",
        };
        await using var edited = AppHostProcess.Start(worktree.PathOf(".platform"), environment: watching, clone: worktree.Folder);
        await using var original = AppHostProcess.Start(environment: aspire.Environment);
        await edited.WaitUntilReadyAsync();
        await original.WaitUntilReadyAsync();
        var theirs = Pids(Describe(aspire, Worktree.Original));

        await EachAnswersForItselfAsync(aspire, worktree, edited, original);
        await EditsRestartWhatTheyArePartOfAsync(aspire, worktree, edited);

        Assert.Equal(theirs, Pids(Describe(aspire, Worktree.Original)));
        foreach (var run in new[] { edited, original })
        {
            run.Terminate();
            Assert.Equal(0, await run.WaitForExitAsync());
            await run.WaitUntilNothingIsLeftAsync();
        }
    }

    private static async Task EachAnswersForItselfAsync(AspireCli aspire, Worktree worktree, AppHostProcess edited, AppHostProcess original)
    {
        var running = AspireCli.Json(aspire.RunIn(worktree.Folder, "ps", "--format", "Json")).EnumerateArray()
            .ToDictionary(run => run.GetProperty("appHostPath").GetString()!, run => run.GetProperty("appHostPid").GetInt32());
        Assert.Equal(edited.Id, running[worktree.PathOf("AppHost/AppHost.csproj")]);
        Assert.Equal(original.Id, running[Path.Combine(Worktree.Original, "AppHost", "AppHost.csproj")]);
        Assert.Contains($"localhost:{edited.Ports[ResourceNames.Api]}", aspire.RunIn(worktree.Folder, "describe", "--format", "Json"), StringComparison.Ordinal);
        Assert.Contains($"localhost:{original.Ports[ResourceNames.Api]}", aspire.RunIn(Worktree.Original, "describe", "--format", "Json"), StringComparison.Ordinal);

        // What one stops is not missed by the other.
        aspire.RunIn(worktree.Folder, "resource", ResourceNames.Storage, "stop");
        Assert.Contains(ResourceNames.Storage, await MakeAsync(edited, worktree.Folder, "health", isWell: false), StringComparison.Ordinal);
        await MakeAsync(original, null, "health");
        aspire.RunIn(worktree.Folder, "resource", ResourceNames.Storage, "start");
        aspire.RunIn(worktree.Folder, "wait", ResourceNames.Storage);
        await MakeAsync(edited, worktree.Folder, "health");
        Assert.Contains($":{edited.Ports[ResourceNames.Postgres]}/", await MakeAsync(edited, worktree.Folder, "psql-url"), StringComparison.Ordinal);
        Assert.Contains($":{original.Ports[ResourceNames.Postgres]}/", await MakeAsync(original, null, "psql-url"), StringComparison.Ordinal);

        async Task<string> MakeAsync(AppHostProcess run, string? clone, string target, bool isWell = true)
        {
            // The worktree's state is where a worktree has it.
            var environment = aspire.Environment;
            environment["Platform__State"] = clone is null ? run.State : null;
            var (exitCode, output) = await Make.TryRunInAsync(clone, environment, target);
            Assert.True(exitCode == 0 == isWell, $"make {target} ended with {exitCode}:\n{output}");
            return output;
        }
    }

    private static async Task EditsRestartWhatTheyArePartOfAsync(AspireCli aspire, Worktree worktree, AppHostProcess run)
    {
        using var api = run.CreateApiClient();
        const string program = "Api/Program.cs", last = "await app.RunAsync();";
        await WatchSaysAsync("waiting for changes");
        var before = Pids(Describe(aspire, worktree.Folder));

        worktree.Edit(program, text => text.Replace(last, $"app.MapGet(\"/edited\", Edited.Answer).AllowAnonymous();\n{last}", StringComparison.Ordinal));
        await WriteAnswerAsync("\"one\"");
        await AnswersAsync("one");
        before = await RestartedAsync(before, ResourceNames.Api);

        // The old program goes on while the new one does not compile.
        await WriteAnswerAsync("nonsense");
        Assert.Contains("CS0103", await WatchSaysAsync("does not compile"), StringComparison.Ordinal);
        await AnswersAsync("one");
        before = await RestartedAsync(before);
        await WriteAnswerAsync("Resource.ReadToEnd().TrimEnd()");
        await Wait.UntilAsync(async () => (await AnswerAsync()).StartsWith("--", StringComparison.Ordinal), () => "the answer is not the resource", s_bound);
        before = await RestartedAsync(before, ResourceNames.Api);

        worktree.Edit("Api/Data/Migrations/grants.sql", text => $"-- edited\n{text}");
        await Wait.UntilAsync(async () => (await AnswerAsync()).StartsWith("-- edited\n", StringComparison.Ordinal), () => "the resource has not changed", s_bound);
        before = await RestartedAsync(before, ResourceNames.Api);

        // A library of both programs, and what all projects share, of which only a build knows what follows.
        await File.WriteAllTextAsync(worktree.PathOf("ServiceDefaults/Edited.cs"), "namespace Platform.ServiceDefaults;\n\n/// <summary>Written by a test.</summary>\npublic static class EditedLibrary\n{\n    /// <summary>Any.</summary>\n    public const string Word = \"two\";\n}\n");
        await WriteAnswerAsync("Platform.ServiceDefaults.EditedLibrary.Word");
        await AnswersAsync("two");
        before = await RestartedAsync(before, ResourceNames.Api, ResourceNames.Storage);
        worktree.Edit("Directory.Build.props", text => text.Replace("<VersionPrefix>0.1.0<", "<VersionPrefix>7.8.9<", StringComparison.Ordinal));
        await WriteAnswerAsync("typeof(Edited).Assembly.GetName().Version!.ToString()");
        await AnswersAsync("7.8.9.0");
        before = await RestartedAsync(before, ResourceNames.Api, ResourceNames.Storage);

        // Asked for, it is built and started again without any edit.
        using (var rebuild = aspire.BeginIn(worktree.Folder, "resource", ResourceNames.Api, "rebuild"))
        {
            var output = rebuild.Output(s_bound);
            Assert.True(rebuild.ExitCode == 0, output);
        }

        aspire.RunIn(worktree.Folder, "wait", ResourceNames.Api);
        before = await RestartedAsync(before, ResourceNames.Api);

        // What composes the environment cannot change while it runs, and says so.
        worktree.Edit("AppHost/Program.cs", text => text + "\n// edited\n");
        await run.WaitForOutputAsync("AppHost: Program.cs changed; restart the environment to have it");
        await RestartedAsync(before);

        Task WriteAnswerAsync(string expression) => File.WriteAllTextAsync(worktree.PathOf("Api/Edited.cs"), $$"""
            internal static class Edited
            {
                internal static StreamReader Resource => new(typeof(Edited).Assembly.GetManifestResourceStream("migrations/grants.sql")!);

                public static string Answer() => {{expression}};
            }
            """);

        Task AnswersAsync(string answer) => Wait.UntilAsync(async () => await AnswerAsync() == answer, () => $"the answer is not '{answer}':\n{run.Output}", s_bound);

        async Task<string> AnswerAsync()
        {
            try
            {
                return await api.GetStringAsync("/edited");
            }
            catch (HttpRequestException e)
            {
                return e.Message;
            }
        }

        async Task<string> WatchSaysAsync(string text)
        {
            var said = "";
            await Wait.UntilAsync(() => (said = Text(Describe(aspire, worktree.Folder)[ResourceNames.Api], "Watch") ?? "").Contains(text, StringComparison.Ordinal), () => $"it says '{said}'", s_bound);
            return said;
        }

        // Waits until these run anew, and sees that no other does.
        async Task<Dictionary<string, string?>> RestartedAsync(Dictionary<string, string?> earlier, params string[] resources)
        {
            var now = earlier;
            await Wait.UntilAsync(
                () => resources.All(name => (now = Pids(Describe(aspire, worktree.Folder)))[name] is { Length: > 0 } pid && pid != earlier[name]),
                () => $"not all of {string.Join(", ", resources)} were started again:\n{run.Output}",
                s_bound);
            now = Pids(Describe(aspire, worktree.Folder));
            Assert.Equal(resources.Order(), now.Keys.Where(name => now[name] != earlier[name]).Order());
            return now;
        }
    }

    private static Dictionary<string, JsonElement> Describe(AspireCli aspire, string folder) =>
        AspireCli.Json(aspire.RunIn(folder, "describe", "--format", "Json")).GetProperty("resources").EnumerateArray()
            .ToDictionary(resource => resource.GetProperty("displayName").GetString()!);

    private static Dictionary<string, string?> Pids(Dictionary<string, JsonElement> resources) =>
        new[] { ResourceNames.Postgres, ResourceNames.Redis, ResourceNames.Storage, ResourceNames.Api }.ToDictionary(name => name, name => Text(resources[name], "executable.pid"));

    private static string? Text(JsonElement resource, string property) =>
        resource.GetProperty("properties").TryGetProperty(property, out var value) ? value.ToString() : null;
}
