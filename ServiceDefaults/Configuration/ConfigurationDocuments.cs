using System.Globalization;
using System.Text;
using Microsoft.Extensions.Hosting;

namespace Platform.ServiceDefaults.Configuration;

/// <summary>Writes docs/configuration.md and the .env templates from the classes of settings, so that they cannot be wrong.</summary>
public static class ConfigurationDocuments
{
    /// <summary>The files by their path in the repository.</summary>
    /// <param name="builder">A builder to which every class of settings was added.</param>
    public static IReadOnlyDictionary<string, string> Create(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var groups = builder.Settings().Groups;
        return new Dictionary<string, string>
        {
            ["docs/configuration.md"] = Manual(groups),
            [".env.local.template"] = Template(
                groups, "Copy to .env.local to run the API by itself. Under the AppHost none of it is needed.", "Development", setting => setting.About.Required),
            [".env.ci.template"] = Template(groups, "What a build server sets. The tests need none of it.", "Development", setting => setting.About.Required),
            [".env.production.template"] = Template(
                groups,
                "What production sets. Keep the filled-in file out of the repository, or better, use the platform's own secrets.",
                "Production",
                setting => setting.About.Required || setting.About.RequiredInProduction || setting.About.InProduction.Length > 0),
        };
    }

    private static string Manual(IReadOnlyList<SettingsGroup> groups)
    {
        var text = new StringBuilder("""
            # Configuration

            Made from the settings' own descriptions by `make config-docs`; a test holds it to them.

            Every setting is an environment variable; in `appsettings.json` `__` is a level (`Health__TimeoutSeconds` is `Health: { TimeoutSeconds: ... }`); in the folder `PLATFORM_SECRETS` it is a file. All of them are checked at start: every problem is in one message, and the program ends with exit code 1.


            """);
        foreach (var group in groups)
        {
            text.Append(CultureInfo.InvariantCulture, $"## {Title(group)}\n\n{group.About}\n\n| Variable | Meaning | Value | Default |\n|---|---|---|---|\n");
            foreach (var setting in group.Settings)
            {
                text.Append(CultureInfo.InvariantCulture, $"| `{setting.Variable}` | {setting.About.Description} | {setting.Kind} | {Default(group, setting)} |\n");
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd() + "\n";
    }

    private static string Template(IReadOnlyList<SettingsGroup> groups, string about, string environment, Func<Setting, bool> isNeeded)
    {
        var text = new StringBuilder($"# {about}\n# Made by `make config-docs`; every variable is described in docs/configuration.md.\n\nASPNETCORE_ENVIRONMENT={environment}\n");
        foreach (var group in groups)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n# {Title(group)}\n");
            foreach (var setting in group.Settings)
            {
                var needed = isNeeded(setting);
                var value = environment == "Production" && setting.About.InProduction is { Length: > 0 } inProduction ? inProduction : Value(group, setting);
                text.Append(CultureInfo.InvariantCulture, $"# {setting.About.Description}\n{(needed ? "" : "# ")}{setting.Variable}={value}\n");
            }
        }

        return text.ToString();
    }

    private static string Title(SettingsGroup group) => group.Section switch
    {
        "ConnectionStrings" => "Connections",
        "RateLimits" => "Rate limits",
        _ => group.Section,
    };

    private static string Default(SettingsGroup group, Setting setting) => setting.About switch
    {
        { Required: true } => "required",
        { RequiredInProduction: true } => "required in production",
        _ => Text(group, setting) is { Length: > 0 } value ? $"`{value}`" : "empty",
    };

    // What is needed has no default, so its example shows the form.
    private static string Value(SettingsGroup group, Setting setting) =>
        Text(group, setting) is { Length: > 0 } value ? value : setting.About.Example;

    private static string Text(SettingsGroup group, Setting setting) => setting.Property.GetValue(group.Defaults) switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        string[] list => string.Join(',', list),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
