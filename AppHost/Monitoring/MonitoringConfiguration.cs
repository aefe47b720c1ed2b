using System.Text.RegularExpressions;
using Platform.AppHost.State;

namespace Platform.AppHost.Monitoring;

/// <summary>The files under <c>AppHost/config/</c>, copied to where a program reads them, with what only a run knows.</summary>
internal sealed class MonitoringConfiguration(string source, StateFolder state, int speed)
{
    // Read as it is by programs that know no speed.
    private static readonly string[] Timed = ["prometheus", "alertmanager"];

    /// <summary>Where a program's files are.</summary>
    public string Folder(string program) => Path.Combine(state.File("config"), program);

    /// <summary>Copies a program's files anew; what was there before goes.</summary>
    /// <param name="program">Its folder under <c>AppHost/config/</c>.</param>
    /// <param name="values">
    /// What takes the place of <c>${NAME}</c>; a line whose value is null is left out. A name that is not among them stays, for the program itself.
    /// </param>
    public void Write(string program, IReadOnlyDictionary<string, string?>? values = null)
    {
        var target = Folder(program);
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }

        foreach (var file in Directory.EnumerateFiles(Path.Combine(source, program), "*", SearchOption.AllDirectories))
        {
            var text = Fill(File.ReadAllText(file), values ?? new Dictionary<string, string?>());
            var copy = Path.Combine(target, Path.GetRelativePath(Path.Combine(source, program), file));

            // Whoever runs in a container has to read it; on this machine the state folder is closed to others.
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllText(copy, Timed.Contains(program) && copy.EndsWith(".yml", StringComparison.Ordinal) ? TimeScale.Apply(text, speed) : text);
        }
    }

    private static string Fill(string text, IReadOnlyDictionary<string, string?> values)
    {
        foreach (var (name, value) in values)
        {
            text = value is null
                ? Regex.Replace(text, $@"^.*\$\{{{name}\}}.*\n", "", RegexOptions.Multiline)
                : text.Replace($"${{{name}}}", value, StringComparison.Ordinal);
        }

        return text;
    }
}
