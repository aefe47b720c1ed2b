using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Platform.Hosting.Building;

/// <summary>The AppHost's configuration: appsettings files, environment, command line, and what the host itself adds.</summary>
internal static class AppHostConfiguration
{
    /// <summary>
    /// The sources of a generic host in its order, without watching the files: a running AppHost does not change,
    /// and each watcher costs start-up time.
    /// </summary>
    public static void AddSources(HostApplicationBuilderSettings settings)
    {
        var configuration = settings.Configuration!;
        var environment = settings.EnvironmentName ?? configuration["environment"] ?? Environments.Production;
        configuration.SetBasePath(settings.ContentRootPath!);
        configuration.AddJsonFile("appsettings.json", optional: true, reloadOnChange: false);
        configuration.AddJsonFile($"appsettings.{environment}.json", optional: true, reloadOnChange: false);
        configuration.AddEnvironmentVariables();
        if (settings.Args is { Length: > 0 } args)
        {
            configuration.AddCommandLine(args);
        }
    }

    /// <summary>Facts about the AppHost, under the keys that integrations read.</summary>
    public static void AddDefaults(IConfigurationManager configuration, AppHostLocation appHost, DistributedApplicationOptions options)
    {
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(appHost.Path)));
        var values = new Dictionary<string, string?>
        {
            ["AppHost:Directory"] = appHost.Directory,
            ["AppHost:Path"] = appHost.Path,
            ["AppHost:Sha256"] = hash,
            ["AppHost:PathSha256"] = hash,
            ["AppHost:DashboardApplicationName"] = options.DashboardApplicationName ?? Path.GetFileNameWithoutExtension(appHost.Name),
        };
        configuration.AddInMemoryCollection(values);
    }
}
