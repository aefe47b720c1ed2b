using System.Reflection;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Platform.Hosting.Building;
using Platform.Hosting.Projects;

namespace Platform.Hosting.Testing;

/// <summary>How an application differs under test: no dashboard, random ports, the settings of the AppHost's launch profile.</summary>
internal static class TestingDefaults
{
    public static void Apply(
        Assembly? appHost,
        string[] args,
        DistributedApplicationOptions options,
        HostApplicationBuilderSettings settings,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
    {
        settings.Args = [.. settings.Args ?? [], .. args];
        options.Args = settings.Args;
        options.DisableDashboard = true;
        options.EnableResourceLogging = true;
        if (appHost?.GetName().Name is { } name)
        {
            settings.ApplicationName = name;
            options.AssemblyName = name;
        }

        var directory = Directory(appHost);
        if (directory is not null)
        {
            settings.ContentRootPath = directory;
        }

        settings.Configuration ??= new();
        SetDefaults(settings, new()
        {
            ["DcpPublisher:RandomizePorts"] = "true",
            ["DcpPublisher:WaitForResourceCleanup"] = "true",
            ["ASPNETCORE_URLS"] = "http://localhost:8080",
            ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
        });
        configure(options, settings);
        SetDefaults(settings, LaunchProfile(directory, settings.Configuration["DOTNET_LAUNCH_PROFILE"]));
        settings.EnvironmentName ??= settings.Configuration["DOTNET_ENVIRONMENT"] ?? settings.Configuration["ASPNETCORE_ENVIRONMENT"];
    }

    // What the test or the command line has set goes before.
    private static void SetDefaults(HostApplicationBuilderSettings settings, Dictionary<string, string?> defaults)
    {
        var fromArgs = new ConfigurationBuilder().AddCommandLine(settings.Args ?? []).Build();
        settings.Configuration!.AddInMemoryCollection(defaults.Where(d => settings.Configuration![d.Key] is null && fromArgs[d.Key] is null).ToArray());
    }

    private static string? Directory(Assembly? appHost) =>
        AppHostLocation.RecordedDirectory(appHost) is { } path && System.IO.Directory.Exists(path) ? path : null;

    /// <summary>The environment variables of the AppHost's launch profile: the named one, or the first.</summary>
    private static Dictionary<string, string?> LaunchProfile(string? directory, string? name)
    {
        if (directory is null || LaunchProfiles.Read(directory)?.Profiles is not { Count: > 0 } profiles)
        {
            return [];
        }

        var chosen = string.IsNullOrEmpty(name) ? profiles.Keys.First() : name;
        if (!profiles.TryGetValue(chosen, out var profile))
        {
            throw new InvalidOperationException($"The launch profile '{chosen}' is not in {directory}. There are: {string.Join(", ", profiles.Keys)}.");
        }

        return new(profile.EnvironmentVariables.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value)), StringComparer.OrdinalIgnoreCase)
        {
            ["DOTNET_LAUNCH_PROFILE"] = chosen,
        };
    }
}
