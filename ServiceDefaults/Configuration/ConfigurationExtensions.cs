using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Configuration;

/// <summary>Settings that are read and checked once, at start.</summary>
public static class ConfigurationExtensions
{
    /// <summary>
    /// Reads a class of settings and offers it as <see cref="IOptions{TOptions}"/> and as itself. What is wrong is reported
    /// together with everything else by <see cref="ServiceDefaultsExtensions.MapDefaultEndpoints"/>.
    /// </summary>
    /// <returns>The settings; a value that is wrong has its default.</returns>
    public static T AddSettings<T>(this IHostApplicationBuilder builder)
        where T : class, ISettings, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Services.FirstOrDefault(service => service.ServiceType == typeof(T))?.ImplementationInstance is T known)
        {
            return known;
        }

        var settings = builder.Settings().Read<T>(builder.Configuration, builder.Environment.IsProduction());
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(Options.Create(settings));
        return settings;
    }

    /// <summary>Notes a problem that the settings' own descriptions cannot find, such as two values that do not fit.</summary>
    public static void AddSettingProblem(this IHostApplicationBuilder builder, SettingProblem problem) => builder.Settings().Add(problem);

    internal static SettingsCatalogue Settings(this IHostApplicationBuilder builder)
    {
        if (builder.Services.FirstOrDefault(service => service.ServiceType == typeof(SettingsCatalogue))?.ImplementationInstance is
            SettingsCatalogue known)
        {
            return known;
        }

        var catalogue = new SettingsCatalogue();
        builder.Services.AddSingleton(catalogue);
        return catalogue;
    }
}
