using Platform.AppHost.Processes;
using Platform.Tools;

namespace Platform.AppHost.Tests.Monitoring;

/// <summary>The files of AppHost/config, their tests and their documents, in the clone that these tests were built from.</summary>
internal static class Configuration
{
    private static readonly string s_root = FindRoot();

    /// <summary>What the AppHost writes into Alertmanager's configuration, without an environment.</summary>
    public static IReadOnlyDictionary<string, string?> AlertmanagerValues { get; } = new Dictionary<string, string?>
    {
        ["MAIL_SERVER"] = "localhost:25",
        ["MAIL_FROM"] = "someone@localhost",
        ["MAIL_TO"] = "someone@localhost",
        ["CHAT_URL"] = "http://localhost:1234/x",
        ["HEARTBEAT_URL"] = "http://localhost:1234/x",
        ["REPOSITORY"] = "https://example.com/platform",
    };

    public static string PathOf(params string[] parts) => Path.Combine([s_root, .. parts]);

    public static string[] Files(string pattern, params string[] folder) =>
        [.. Directory.GetFiles(PathOf(folder), pattern).Order(StringComparer.Ordinal)];

    /// <summary>Runs promtool and fails the test with what it says when it finds something.</summary>
    public static Task PromtoolAsync(params string[] arguments) => CheckAsync("promtool", arguments);

    /// <summary>The same with another program of the tools.</summary>
    public static async Task CheckAsync(string program, params string[] arguments)
    {
        var tools = await new Toolbox().EnsureAsync([program]);
        var result = await ShortProcess.RunAsync(tools.Path(program), arguments, input: null, TestContext.Current.CancellationToken);
        Assert.True(result.Code == 0, result.Output + result.Error);
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Platform.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is not inside a clone");
        }

        return folder;
    }
}
