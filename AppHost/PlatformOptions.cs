using System.Globalization;
using Microsoft.Extensions.Configuration;
using Platform.AppHost.CentralLogs;
using Platform.AppHost.Containers;
using Platform.AppHost.Restarts;

namespace Platform.AppHost;

/// <summary>What the user chose under <c>Platform:</c>, read and checked in one place (binding by reflection would cost the start 20 ms).</summary>
/// <param name="Form"><c>Platform:Form</c>: how backing services run; null when not said.</param>
/// <param name="Forms"><c>Platform:Forms:&lt;name&gt;</c>: the same for a single one.</param>
/// <param name="Ports"><c>Platform:Ports:&lt;name&gt;</c>: ports that are not to be chosen for the user.</param>
/// <param name="State"><c>Platform:State</c>: the folder that takes the place of <c>.platform/</c>; null when not said.</param>
/// <param name="StartReport"><c>Platform:StartReport</c>: how much is told about the start.</param>
internal sealed record PlatformOptions(
    ServiceForm? Form,
    IReadOnlyDictionary<string, ServiceForm> Forms,
    IReadOnlyDictionary<string, int> Ports,
    string? State,
    StartReportDetail StartReport)
{
    /// <summary>The engine that takes the place of the one that is fetched.</summary>
    public ChosenEngine Engine { get; init; } = new(null, null);

    /// <summary><c>Platform:Faults</c>: whether resources can be broken on purpose.</summary>
    public bool Faults { get; init; }

    /// <summary><c>Platform:Isolated</c>: a throw-away copy with random ports and data of its own.</summary>
    public bool Isolated { get; init; }

    /// <summary><c>Platform:Profile</c>: how much starts by itself.</summary>
    public Profile Profile { get; init; } = Profile.Default;

    /// <summary><c>Platform:Watch</c>: whether services are compiled and restarted when their files change.</summary>
    public bool Watch { get; init; }

    /// <summary><c>Platform:Restart</c>: what is started again when it fails.</summary>
    public RestartPolicies Restart { get; init; } = new(null, new Dictionary<string, RestartPolicy>());

    /// <summary><c>Platform:Monitoring</c>: whether the environment is watched, whatever the profile; null when not said.</summary>
    public bool? Monitoring { get; init; }

    /// <summary><c>Platform:Monitoring:Speed</c>: by how much everything that takes its time in monitoring is quicker. For tests.</summary>
    public int MonitoringSpeed { get; init; } = 1;

    /// <summary><c>Platform:Tools:&lt;name&gt;</c>: optional tools that are wanted, or not, whatever the profile.</summary>
    public IReadOnlyDictionary<string, bool> Tools { get; init; } = new Dictionary<string, bool>();

    /// <summary>Elasticsearch, Kibana and how long lines are kept.</summary>
    public CentralLogsOptions CentralLogs { get; init; } = CentralLogsOptions.Default;

    /// <summary><c>Platform:Registry</c>: where container images come from in place of their own registries; null when not said.</summary>
    public string? Registry { get; init; }

    /// <summary><c>Platform:Repository</c>: where the files of the repository can be read, for links in messages; null for the clone.</summary>
    public string? Repository { get; init; }

    /// <summary><c>Platform:StartEmpty</c>: whether a form that cannot read the other one's data may start with none.</summary>
    public bool StartEmpty { get; init; }

    /// <summary><c>Platform:Limits:&lt;name&gt;</c>: how much of the machine a container may have.</summary>
    public IReadOnlyDictionary<string, ResourceLimits> Limits { get; init; } = new Dictionary<string, ResourceLimits>();

    /// <summary>Whether an optional tool is to run: when it is said, or by the largest profile.</summary>
    public bool WantsTool(string name) => Tools.TryGetValue(name, out var isWanted) ? isWanted : Profile is Profile.Full;

    /// <exception cref="PlatformException">A value is not one of those allowed; all of them are named in the message.</exception>
    public static PlatformOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Platform");
        var problems = new List<string>();
        var options = new PlatformOptions(
            section["Form"] is { } form ? Choice<ServiceForm>("Platform:Form", form, problems) : null,
            section.GetSection("Forms").GetChildren()
                .ToDictionary(child => child.Key, child => Choice<ServiceForm>(child.Path, child.Value, problems), StringComparer.OrdinalIgnoreCase),
            section.GetSection("Ports").GetChildren()
                .ToDictionary(child => child.Key, child => Port(child, problems), StringComparer.OrdinalIgnoreCase),
            section["State"] is { Length: > 0 } state ? Path.GetFullPath(state) : null,
            section["StartReport"] is { } detail ? Choice<StartReportDetail>("Platform:StartReport", detail, problems) : StartReportDetail.Summary)
        {
            Engine = ChosenEngine.Read(configuration, problems),
            Faults = Switch("Platform:Faults", section["Faults"], problems),
            Watch = Switch("Platform:Watch", section["Watch"], problems),
            Restart = RestartPolicies.Read(section.GetSection("Restart"), problems),
            Tools = section.GetSection("Tools").GetChildren()
                .ToDictionary(child => child.Key, child => Tool(child, problems), StringComparer.OrdinalIgnoreCase),
            Monitoring = section["Monitoring"] is { Length: > 0 } monitoring ? Switch("Platform:Monitoring", monitoring, problems) : null,
            MonitoringSpeed = section["Monitoring:Speed"] is { Length: > 0 } speed ? Speed("Platform:Monitoring:Speed", speed, problems) : 1,
            CentralLogs = CentralLogsOptions.Read(section, problems),
            Registry = section["Registry"] is { Length: > 0 } registry ? registry.TrimEnd('/') : null,
            Repository = section["Repository"] is { Length: > 0 } repository ? Address("Platform:Repository", repository, problems) : null,
            StartEmpty = Switch("Platform:StartEmpty", section["StartEmpty"], problems),
            Limits = section.GetSection("Limits").GetChildren()
                .ToDictionary(child => child.Key, child => ResourceLimits.Read(child, problems), StringComparer.OrdinalIgnoreCase),
            Isolated = Switch("Platform:Isolated", section["Isolated"], problems),
            Profile = section["Profile"] is { Length: > 0 } profile ? Choice<Profile>("Platform:Profile", profile, problems) : Profile.Default,
        };
        return problems.Count == 0 ? options : throw new PlatformException(string.Join(Environment.NewLine, problems));
    }

    private static T Choice<T>(string key, string? value, List<string> problems) where T : struct, Enum
    {
        if (Enum.TryParse<T>(value, ignoreCase: true, out var choice) && !int.TryParse(value, out _))
        {
            return choice;
        }

        problems.Add($"{key} is '{value}'. Use {string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}.");
        return default;
    }

    private static bool Switch(string key, string? value, List<string> problems)
    {
        if (value is null or "")
        {
            return false;
        }

        if (!bool.TryParse(value, out var isOn))
        {
            problems.Add($"{key} is '{value}'. Use true, false.");
        }

        return isOn;
    }

    private static string Address(string key, string value, List<string> problems)
    {
        if (!Uri.TryCreate(value, UriKind.Absolute, out _))
        {
            problems.Add($"{key} is '{value}'. Use an address, such as https://git.example/shop/blob/main.");
        }

        return value.TrimEnd('/');
    }

    private static int Speed(string key, string value, List<string> problems)
    {
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var speed) && speed is >= 1 and <= 100)
        {
            return speed;
        }

        problems.Add($"{key} is '{value}'. Use a number from 1 to 100.");
        return 1;
    }

    private static bool Tool(IConfigurationSection section, List<string> problems)
    {
        if (!OptionalTool.Names.Contains(section.Key, StringComparer.OrdinalIgnoreCase))
        {
            problems.Add($"{section.Path} is no optional tool. There is {string.Join(", ", OptionalTool.Names)}.");
        }

        return Switch(section.Path, section.Value, problems);
    }

    private static int Port(IConfigurationSection section, List<string> problems)
    {
        if (int.TryParse(section.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535)
        {
            return port;
        }

        problems.Add($"{section.Path} is '{section.Value}'. Use a port from 1 to 65535.");
        return 0;
    }
}
