using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.Configuration;

namespace Platform.ServiceDefaults.Paths;

internal static class PathExtensions
{
    /// <summary>Adds the folders, and has those that are not set checked as well: otherwise the first who writes would find out.</summary>
    public static void AddPaths(this IHostApplicationBuilder builder)
    {
        var settings = builder.AddSettings<PathSettings>();
        var paths = new ServicePaths(settings);
        builder.Services.AddSingleton(paths);
        CheckDefault(nameof(PathSettings.Temp), settings.Temp, paths.TempFolder, "/tmp/platform");
        CheckDefault(nameof(PathSettings.Media), settings.Media, paths.MediaFolder, "/var/lib/platform/media");

        // In production keys are given, and nothing is kept by default; the system there may well be read-only.
        if (!builder.Environment.IsProduction())
        {
            CheckDefault(nameof(PathSettings.Data), settings.Data, paths.DataFolder, "/var/lib/platform");
        }

        void CheckDefault(string name, string given, string folder, string example)
        {
            if (given.Length == 0)
            {
                builder.Settings().AddDefaultFolder($"{PathSettings.Section}__{name}", folder, example);
            }
        }
    }
}
