using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.Tools.Fetching;

namespace Platform.Tools.Tests.Workplace;

/// <summary>The dev container and the editor's tasks and launch configurations.</summary>
public sealed partial class EditorFilesTests
{
    private const string DevContainerCli = "@devcontainers/cli@0.89.0";
    private const string SchemaFile = "PLATFORM_DEVCONTAINER_SCHEMA";

    // What the rules and the schema refuse, and the rules' words for it.
    public static TheoryData<string, string> Broken => new()
    {
        { """{ "name": "x" }""", "image is missing" },
        { """{ "image": "x", "forwardPort": [80] }""", "forwardPort is not known" },
        { """{ "image": "x", "forwardPorts": [80, 65536] }""", "forwardPorts [1] is not a port or host:port" },
        { """{ "image": "x", "portsAttributes": { "80": { "onAutoForward": "open" } } }""", "portsAttributes 80 onAutoForward is none of notify" },
        { """{ "image": "x", "otherPortsAttributes": { "onAutoForward": "openBrowserOnce" } }""", "otherPortsAttributes onAutoForward is none of" },
        { """{ "image": "x", "containerEnv": { "A": 1 } }""", "containerEnv A is not text" },
        { """{ "image": "x", "hostRequirements": { "memory": "4 GB" } }""", "hostRequirements memory is no size such as 4gb" },
        { """{ "image": "x", "postCreateCommand": [1] }""", "postCreateCommand is not a command" },
        { """{ "image": "x", "secrets": { "A B": {} } }""", "secrets A B is no name here" },
        { """{ "image": "x", "mounts": [{ "type": "bind" }] }""", "mounts [0] is not a mount" },
    };

    private static JsonElement DevContainer => Read(".devcontainer", "devcontainer.json");

    [Fact]
    public void The_dev_container_keeps_to_the_specification() => Assert.Null(DevContainerRules.Problem(DevContainer));

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_breaks_the_specification_is_named(string text, string problem) =>
        Assert.StartsWith(problem, DevContainerRules.Problem(JsonDocument.Parse(text).RootElement), StringComparison.Ordinal);

    [Fact]
    public async Task The_published_schema_accepts_the_dev_container_and_refuses_what_the_rules_refuse()
    {
        var file = Environment.GetEnvironmentVariable(SchemaFile);
        Assert.SkipWhen(string.IsNullOrEmpty(file), $"{SchemaFile} names no copy of the published schema, which no package carries; docs/workplace.md says how to get one.");
        string[] texts = [Repository.Read(".devcontainer", "devcontainer.json"), .. Broken.Select(broken => broken.Data.Item1)];

        var result = await PowerShell.RunAsync($$"""
            foreach ($text in {{string.Join(", ", texts.Select(PowerShell.Quote))}}) {
                Test-Json -Json $text -SchemaFile {{PowerShell.Quote(Path.GetFullPath(file))}} -Options IgnoreComments -ErrorAction SilentlyContinue
            }

            exit 0
            """);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(["True", .. Broken.Select(_ => "False")], result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Every_forwarded_port_has_a_label()
    {
        var labels = DevContainer.GetProperty("portsAttributes");

        Assert.All(DevContainer.GetProperty("forwardPorts").EnumerateArray(), port => Assert.NotEmpty(labels.GetProperty($"{port}").GetProperty("label").GetString()!));
    }

    [Fact]
    public void The_image_and_the_features_are_pinned_and_come_from_their_own_registries()
    {
        Assert.Matches(@"^mcr\.microsoft\.com/dotnet/sdk:10\.0\.\d+-\w+$", DevContainer.GetProperty("image").GetString());
        Assert.All(DevContainer.GetProperty("features").EnumerateObject(), feature => Assert.Matches(@"^ghcr\.io/devcontainers/features/[a-z-]+:\d+$", feature.Name));
    }

    [Fact]
    public async Task The_dev_container_CLI_reads_the_configuration()
    {
        var npm = Programs.Find("npm");
        Assert.SkipWhen(npm is null || OperatingSystem.IsWindows(), "npm is not on PATH, or this is Windows, which has no program that stands in for docker.");
        var result = await Repository.RunAsync(
            npm, ["exec", "--yes", $"--package={DevContainerCli}", "--", "devcontainer", "read-configuration", "--workspace-folder", ".", "--docker-path", Programs.Find("true")!]);

        Assert.SkipWhen(NetworkProblem().IsMatch(result.Error), $"npm cannot fetch {DevContainerCli}.");
        Assert.True(result.ExitCode == 0, result.Error);
        var configuration = JsonDocument.Parse(result.Output[result.Output.IndexOf('{', StringComparison.Ordinal)..]).RootElement.GetProperty("configuration");
        Assert.Equal("scripts/dev-setup.sh --yes", configuration.GetProperty("postCreateCommand").GetString());
    }

    [Fact]
    public void Editor_and_dev_container_want_the_same_extensions() => Assert.Equal(
        Texts(Read(".vscode", "extensions.json").GetProperty("recommendations")),
        Texts(DevContainer.GetProperty("customizations").GetProperty("vscode").GetProperty("extensions")));

    [Fact]
    public void Launch_configurations_name_tasks_and_projects_that_exist()
    {
        var tasks = Tasks().Select(task => task.GetProperty("label").GetString()).ToList();
        foreach (var configuration in Read(".vscode", "launch.json").GetProperty("configurations").EnumerateArray())
        {
            Assert.Contains(configuration.GetProperty("request").GetString(), new[] { "launch", "attach" });
            if (configuration.TryGetProperty("preLaunchTask", out var task))
            {
                Assert.Contains(task.GetString(), tasks);
            }

            if (configuration.TryGetProperty("projectPath", out var project))
            {
                Assert.True(File.Exists(project.GetString()!.Replace("${workspaceFolder}", Repository.Root, StringComparison.Ordinal)), project.GetString());
            }

            // The debugger finds the API by the name of its process, which is the project's.
            if (configuration.TryGetProperty("processName", out var process))
            {
                Assert.True(File.Exists(Repository.PathOf(process.GetString()!, $"{process}.csproj")), process.GetString());
            }
        }
    }

    [Fact]
    public void Tasks_run_what_exists_and_the_background_task_ends_its_wait_with_the_lines_that_are_printed()
    {
        foreach (var task in Tasks())
        {
            var command = task.GetProperty("command").GetString()!;
            Assert.True(command == "dotnet" || File.Exists(Repository.PathOf(command)), command);
        }

        var background = Tasks().Single(task => task.TryGetProperty("isBackground", out _)).GetProperty("problemMatcher").GetProperty("background");
        Assert.Matches(background.GetProperty("endsPattern").GetString()!, "Platform ready in 1.87 s");
        Assert.Contains("Platform ready in ", Repository.Read("AppHost", "Report", "ReadyText.cs"), StringComparison.Ordinal);

        // Nothing is started beside what runs: the debugger attaches to that.
        Assert.Matches(background.GetProperty("endsPattern").GetString()!, "This clone already runs (pid 814, http://localhost:18888). Use that one, ...");
        Assert.Contains("\"This clone already runs", Repository.Read("AppHost", "State", "RunLock.cs"), StringComparison.Ordinal);
    }

    private static List<JsonElement> Tasks() => [.. Read(".vscode", "tasks.json").GetProperty("tasks").EnumerateArray()];

    private static List<string?> Texts(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetString())];

    // Comments are allowed, trailing commas are not, as the specification says.
    private static JsonElement Read(params string[] path) =>
        JsonDocument.Parse(Repository.Read(path), new() { CommentHandling = JsonCommentHandling.Skip }).RootElement;

    [GeneratedRegex("npm (error|ERR!).*(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|E404|ENETUNREACH)", RegexOptions.Singleline)]
    private static partial Regex NetworkProblem();
}
