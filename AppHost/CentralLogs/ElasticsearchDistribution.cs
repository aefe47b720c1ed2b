using Platform.AppHost.Processes;
using Platform.AppHost.State;

namespace Platform.AppHost.CentralLogs;

/// <summary>An unpacked Elasticsearch, of which only the program is used: what it writes is the clone's.</summary>
/// <param name="path">Its folder.</param>
/// <param name="folder">Where the clone keeps configuration, data and logs of it.</param>
internal sealed class ElasticsearchDistribution(string path, string folder)
{
    public string Program => Path.Combine(path, "bin", "elasticsearch");

    public string ConfigurationFolder => Path.Combine(folder, "config");

    public string DataFolder => Path.Combine(folder, "data");

    public string LogFolder => Path.Combine(folder, "logs");

    /// <summary>Why it cannot be run; null when it can.</summary>
    public static string? Problem(string path) =>
        OperatingSystem.IsWindows() ? "it runs as a process on Linux and macOS only. Set Platform__Forms__elasticsearch=container."
        : new ElasticsearchDistribution(path, "").Missing() is { } missing ? $"{missing} is not there. Platform:Elasticsearch:Path has to be the folder of an unpacked Elasticsearch 9.1 or newer."
        : null;

    /// <summary>Makes the configuration folder, and the password the administrator's.</summary>
    /// <exception cref="PlatformException">Its tool for secrets failed.</exception>
    public async Task PrepareAsync(string password, CancellationToken cancellationToken)
    {
        OwnerOnly.CreateFolder(folder);
        if (!Directory.Exists(ConfigurationFolder))
        {
            FolderCopy.Copy(Path.Combine(path, "config"), ConfigurationFolder);
        }

        if (!File.Exists(Path.Combine(ConfigurationFolder, "elasticsearch.keystore")))
        {
            await RunKeystoreAsync("", cancellationToken, "create");
        }

        await RunKeystoreAsync($"{password}\n", cancellationToken, "add", "--stdin", "--force", "bootstrap.password");
    }

    private string? Missing() => new[] { Program, Keystore, Path.Combine(path, "config") }.FirstOrDefault(needed => !File.Exists(needed) && !Directory.Exists(needed));

    private string Keystore => Path.Combine(path, "bin", "elasticsearch-keystore");

    private async Task RunKeystoreAsync(string input, CancellationToken cancellationToken, params string[] arguments)
    {
        var (program, all) = OrdinaryUser.Run(Keystore, arguments);
        var environment = new Dictionary<string, string> { ["ES_PATH_CONF"] = ConfigurationFolder };
        var result = await ShortProcess.RunAsync(program, all, input, cancellationToken, environment: environment);
        if (result.Code != 0)
        {
            throw new PlatformException($"{Keystore} {arguments[0]} ended with {result.Code}: {result.Error.Trim()}{OrdinaryUser.Hint}");
        }
    }
}
