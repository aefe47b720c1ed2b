using System.Text.Json;
using System.Text.Json.Serialization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Projects;

/// <summary>Finds the launch profile that a project runs with.</summary>
internal static partial class LaunchProfiles
{
    /// <summary>The project's launch settings; null when it has none.</summary>
    /// <exception cref="DistributedApplicationException">The file cannot be read.</exception>
    public static LaunchSettings? Settings(IProjectMetadata project) =>
        project.LaunchSettings ?? Read(Path.GetDirectoryName(project.ProjectPath)!);

    /// <summary>The launch settings in a project's folder; null when it has none.</summary>
    /// <exception cref="DistributedApplicationException">The file cannot be read.</exception>
    public static LaunchSettings? Read(string projectFolder)
    {
        var file = Path.Combine(projectFolder, "Properties", "launchSettings.json");
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using var stream = File.OpenRead(file);
            return JsonSerializer.Deserialize(stream, LaunchSettingsJson.Default.LaunchSettings);
        }
        catch (JsonException exception)
        {
            throw new DistributedApplicationException($"'{file}' is not valid: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// The profile: the one that was asked for, or else the AppHost's own, or else the first that runs the project.
    /// </summary>
    /// <exception cref="DistributedApplicationException">The profile that was asked for does not exist.</exception>
    public static (string Name, LaunchProfile Profile)? Effective(ProjectResource resource, LaunchSettings? settings)
    {
        if (resource.HasAnnotationOfType<ExcludeLaunchProfileAnnotation>() || settings is null)
        {
            return null;
        }

        if (resource.TryGetLastAnnotation<LaunchProfileAnnotation>(out var wanted))
        {
            return settings.Profiles.TryGetValue(wanted.LaunchProfileName, out var profile)
                ? (wanted.LaunchProfileName, profile)
                : throw new DistributedApplicationException($"The launch profile '{wanted.LaunchProfileName}' of project '{resource.Name}' does not exist. There are: {string.Join(", ", settings.Profiles.Keys)}.");
        }

        if (resource.TryGetLastAnnotation<DefaultLaunchProfileAnnotation>(out var fallback) && settings.Profiles.TryGetValue(fallback.LaunchProfileName, out var same))
        {
            return (fallback.LaunchProfileName, same);
        }

        foreach (var (name, profile) in settings.Profiles)
        {
            if (string.Equals(profile.CommandName, "Project", StringComparison.OrdinalIgnoreCase))
            {
                return (name, profile);
            }
        }

        return null;
    }

    [JsonSourceGenerationOptions(ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
    [JsonSerializable(typeof(LaunchSettings))]
    private sealed partial class LaunchSettingsJson : JsonSerializerContext;
}
