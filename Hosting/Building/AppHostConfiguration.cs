using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;
using Microsoft.Extensions.Hosting;
using Platform.Hosting.ApplicationModel;

namespace Platform.Hosting.Building;

/// <summary>The AppHost's configuration: appsettings files, environment, command line, and what the host itself adds.</summary>
internal static class AppHostConfiguration
{
    /// <summary>
    /// The sources of a generic host in its order, without watching the files: a running AppHost does not change,
    /// and each watcher costs start-up time.
    /// </summary>
    public static void AddSources(HostApplicationBuilderSettings settings, Assembly? appHost)
    {
        var configuration = settings.Configuration!;
        configuration.AddEnvironmentVariables("DOTNET_");
        if (settings.Args is { Length: > 0 } options)
        {
            configuration.AddCommandLine(options);
        }

        var environment = settings.EnvironmentName ??= configuration["environment"] ?? Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environments.Production;
        configuration.SetBasePath(settings.ContentRootPath!);
        configuration.AddJsonFile("appsettings.json", optional: true, reloadOnChange: false);
        configuration.AddJsonFile($"appsettings.{environment}.json", optional: true, reloadOnChange: false);
        if (string.Equals(environment, Environments.Development, StringComparison.OrdinalIgnoreCase) && UserSecrets.FileOf(appHost) is { } secrets)
        {
            configuration.AddJsonFile(s => (s.Path, s.FileProvider, s.Optional) = (Path.GetFileName(secrets), Provider(secrets), true));
        }

        configuration.AddEnvironmentVariables();
        if (settings.Args is { Length: > 0 } args)
        {
            configuration.AddCommandLine(args);
        }
    }

    // Without a folder there are no secrets yet; a provider of files insists on one.
    private static IFileProvider Provider(string file) =>
        Directory.Exists(Path.GetDirectoryName(file)) ? new PhysicalFileProvider(Path.GetDirectoryName(file)!, ExclusionFilters.None) : new NullFileProvider();

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
