using System.Reflection;
using System.Text.Json;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

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

    private static string? Directory(Assembly? appHost) => appHost?.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(a => string.Equals(a.Key, "apphostprojectpath", StringComparison.OrdinalIgnoreCase))?.Value is { } path && System.IO.Directory.Exists(path)
        ? path
        : null;

    /// <summary>The environment variables of the AppHost's launch profile: the named one, or the first.</summary>
    private static Dictionary<string, string?> LaunchProfile(string? directory, string? name)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var file = directory is null ? null : Path.Combine(directory, "Properties", "launchSettings.json");
        if (!File.Exists(file))
        {
            return values;
        }

        using var document = JsonDocument.Parse(File.ReadAllText(file), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        if (!document.RootElement.TryGetProperty("profiles", out var profiles))
        {
            return values;
        }

        var profile = profiles.EnumerateObject().Where(p => string.IsNullOrEmpty(name) || p.Name == name).Select(p => (JsonProperty?)p).FirstOrDefault();
        if (profile is null)
        {
            return string.IsNullOrEmpty(name)
                ? values
                : throw new InvalidOperationException($"The launch profile '{name}' is not in '{file}'.");
        }

        values["DOTNET_LAUNCH_PROFILE"] = profile.Value.Name;
        if (profile.Value.Value.TryGetProperty("environmentVariables", out var variables))
        {
            foreach (var variable in variables.EnumerateObject())
            {
                values[variable.Name] = variable.Value.GetString();
            }
        }

        return values;
    }
}
