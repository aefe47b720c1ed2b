using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.Tools.Fetching;

namespace Platform.Tools.Tests.Workplace;

/// <summary>The dev container and the editor's tasks and launch configurations.</summary>
public sealed partial class EditorFilesTests
{
    private const string DevContainerCli = "@devcontainers/cli@0.89.0";

    // Of https://github.com/devcontainers/spec, schemas/devContainer.base.schema.json: those that a container from an image may have.
    private static readonly Dictionary<string, JsonValueKind[]> s_properties = new()
    {
        ["name"] = [JsonValueKind.String],
        ["image"] = [JsonValueKind.String],
        ["features"] = [JsonValueKind.Object],
        ["overrideFeatureInstallOrder"] = [JsonValueKind.Array],
        ["secrets"] = [JsonValueKind.Object],
        ["forwardPorts"] = [JsonValueKind.Array],
        ["portsAttributes"] = [JsonValueKind.Object],
        ["otherPortsAttributes"] = [JsonValueKind.Object],
        ["updateRemoteUserUID"] = [JsonValueKind.True, JsonValueKind.False],
        ["containerEnv"] = [JsonValueKind.Object],
        ["remoteEnv"] = [JsonValueKind.Object],
        ["containerUser"] = [JsonValueKind.String],
        ["remoteUser"] = [JsonValueKind.String],
        ["mounts"] = [JsonValueKind.Array],
        ["init"] = [JsonValueKind.True, JsonValueKind.False],
        ["privileged"] = [JsonValueKind.True, JsonValueKind.False],
        ["capAdd"] = [JsonValueKind.Array],
        ["securityOpt"] = [JsonValueKind.Array],
        ["initializeCommand"] = [JsonValueKind.String, JsonValueKind.Array, JsonValueKind.Object],
        ["onCreateCommand"] = [JsonValueKind.String, JsonValueKind.Array, JsonValueKind.Object],
        ["updateContentCommand"] = [JsonValueKind.String, JsonValueKind.Array, JsonValueKind.Object],
        ["postCreateCommand"] = [JsonValueKind.String, JsonValueKind.Array, JsonValueKind.Object],
        ["postStartCommand"] = [JsonValueKind.String, JsonValueKind.Array, JsonValueKind.Object],
        ["postAttachCommand"] = [JsonValueKind.String, JsonValueKind.Array, JsonValueKind.Object],
        ["waitFor"] = [JsonValueKind.String],
        ["userEnvProbe"] = [JsonValueKind.String],
        ["hostRequirements"] = [JsonValueKind.Object],
        ["runArgs"] = [JsonValueKind.Array],
        ["shutdownAction"] = [JsonValueKind.String],
        ["overrideCommand"] = [JsonValueKind.True, JsonValueKind.False],
        ["workspaceFolder"] = [JsonValueKind.String],
        ["workspaceMount"] = [JsonValueKind.String],
        ["customizations"] = [JsonValueKind.Object],
    };

    private static readonly string[] s_portActions = ["notify", "openBrowser", "openBrowserOnce", "openPreview", "silent", "ignore"];

    private static JsonElement DevContainer => Read(".devcontainer", "devcontainer.json");

    [Fact]
    public void The_dev_container_has_the_properties_of_the_specification()
    {
        Assert.All(DevContainer.EnumerateObject(), property => Assert.True(
            s_properties.TryGetValue(property.Name, out var kinds) && kinds.Contains(property.Value.ValueKind), $"{property.Name} is a {property.Value.ValueKind}"));
        Assert.All(DevContainer.GetProperty("forwardPorts").EnumerateArray(), port => Assert.InRange(port.GetInt32(), 1, 65535));
        Assert.All(DevContainer.GetProperty("containerEnv").EnumerateObject(), variable => Assert.Equal(JsonValueKind.String, variable.Value.ValueKind));
        Assert.All(Attributes(), attributes => Assert.Contains(attributes.GetProperty("onAutoForward").GetString(), s_portActions));
        Assert.Matches(@"^\d+[tgmk]b$", DevContainer.GetProperty("hostRequirements").GetProperty("memory").GetString());
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
    public void Tasks_run_what_exists_and_the_background_task_ends_its_wait_with_the_line_that_is_printed()
    {
        foreach (var task in Tasks())
        {
            var command = task.GetProperty("command").GetString()!;
            Assert.True(command == "dotnet" || File.Exists(Repository.PathOf(command)), command);
        }

        var background = Tasks().Single(task => task.TryGetProperty("isBackground", out _)).GetProperty("problemMatcher").GetProperty("background");
        Assert.Matches(background.GetProperty("endsPattern").GetString()!, "Platform ready in 1.87 s");
        Assert.Contains("Platform ready in ", Repository.Read("AppHost", "Report", "ReadyText.cs"), StringComparison.Ordinal);
    }

    private static IEnumerable<JsonElement> Attributes() =>
        DevContainer.GetProperty("portsAttributes").EnumerateObject().Select(property => property.Value).Append(DevContainer.GetProperty("otherPortsAttributes"));

    private static List<JsonElement> Tasks() => [.. Read(".vscode", "tasks.json").GetProperty("tasks").EnumerateArray()];

    private static List<string?> Texts(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetString())];

    // Comments are allowed, trailing commas are not, as the specification says.
    private static JsonElement Read(params string[] path) =>
        JsonDocument.Parse(Repository.Read(path), new() { CommentHandling = JsonCommentHandling.Skip }).RootElement;

    [GeneratedRegex("npm (error|ERR!).*(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|E404|ENETUNREACH)", RegexOptions.Singleline)]
    private static partial Regex NetworkProblem();
}
