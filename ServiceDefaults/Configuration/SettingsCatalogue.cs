using Microsoft.Extensions.Configuration;

namespace Platform.ServiceDefaults.Configuration;

/// <summary>Every class of settings that the service uses, the folders it writes to, and what is wrong with them.</summary>
internal sealed class SettingsCatalogue
{
    private readonly List<SettingsGroup> _groups = [];
    private readonly List<SettingProblem> _problems = [];
    private readonly List<(string Variable, string Folder)> _folders = [];

    public IReadOnlyList<SettingsGroup> Groups => _groups;

    public IReadOnlyList<SettingProblem> Problems => _problems;

    /// <summary>Reads a class of settings. A wrong value is noted and the default stays.</summary>
    public T Read<T>(IConfiguration configuration, bool production)
        where T : class, ISettings, new()
    {
        var settings = new T();
        var group = new SettingsGroup(typeof(T), T.Section, T.About, new T(), [.. Setting.Of(typeof(T), T.Section)]);
        foreach (var setting in group.Settings)
        {
            if (setting.Apply(settings, configuration[setting.Key], production) is { } problem)
            {
                _problems.Add(new(setting.Variable, problem, setting.About.Example));
            }
            else if (setting.About.WritableFolder && configuration[setting.Key] is { Length: > 0 } folder)
            {
                _folders.Add((setting.Variable, folder));
            }
        }

        _groups.Add(group);
        return settings;
    }

    public void Add(SettingProblem problem) => _problems.Add(problem);

    /// <summary>Notes a folder that stands for a setting that is not set, and checks it as if it were.</summary>
    public void AddDefaultFolder(string variable, string folder, string example)
    {
        _folders.Add((variable, folder));
        if (Setting.CheckFolder(folder) is { } problem)
        {
            _problems.Add(new(variable, $"is not set, and its default {problem}", example));
        }
    }

    /// <summary>The folders that cannot be written to at present, one line each.</summary>
    public IEnumerable<string> FolderProblems() =>
        from known in _folders
        let problem = Setting.CheckFolder(known.Folder)
        where problem is not null
        select $"{known.Variable} {problem}";

    /// <exception cref="ConfigurationException">Something is wrong; all of it is in the message.</exception>
    public void ThrowIfWrong()
    {
        if (_problems.Count > 0)
        {
            throw new ConfigurationException([.. _problems]);
        }
    }
}

/// <summary>A class of settings with its defaults.</summary>
internal sealed record SettingsGroup(Type Type, string Section, string About, object Defaults, IReadOnlyList<Setting> Settings);
