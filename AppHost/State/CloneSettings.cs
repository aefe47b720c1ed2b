using Microsoft.Extensions.Configuration;

namespace Platform.AppHost.State;

/// <summary>The settings that a start of this clone has, but for its arguments: files beside the AppHost's project, then the environment.</summary>
internal static class CloneSettings
{
    private const string StateKey = "Platform:State";

    // As the launch profile says when nobody does.
    private static string EnvironmentName =>
        Variable("DOTNET_ENVIRONMENT") ?? Variable("ASPNETCORE_ENVIRONMENT") ?? "Development";

    private static string[] Files(string folder) =>
        [Path.Combine(folder, "appsettings.json"), Path.Combine(folder, $"appsettings.{EnvironmentName}.json")];

    /// <exception cref="PlatformException">A file cannot be read.</exception>
    public static IConfiguration Read(string folder)
    {
        try
        {
            var settings = new ConfigurationBuilder();
            foreach (var file in Files(folder))
            {
                settings.AddJsonFile(file, optional: true, reloadOnChange: false);
            }

            return settings.AddEnvironmentVariables().Build();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new PlatformException($"{e.Message} {e.InnerException?.Message} Correct it, or remove the file.", e);
        }
    }

    /// <summary>The state folder that they name, or null. A short look, because every verb takes it.</summary>
    /// <exception cref="PlatformException">A file cannot be read.</exception>
    public static string? State(string folder)
    {
        var chosen = Variable(StateKey.Replace(":", "__", StringComparison.Ordinal))
            ?? (Files(folder).Any(File.Exists) ? Read(folder)[StateKey] : null);
        return chosen is { Length: > 0 } ? Path.GetFullPath(chosen) : null;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
