using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Platform.Hosting.Dcp;

/// <summary>
/// The lifecycle key of a persistent container: the engine keeps it with the container, and creates the container anew when
/// it is another one. Ours has a part for each piece of the definition, so that it can be said which have changed:
/// <c>image=1a2b3c4d5e6f;environment A=...;</c>. The engine's own key would leave arguments and limits out.
/// </summary>
internal static class ContainerDefinition
{
    private const int HashLength = 12;

    public static string Key(ContainerSpec spec)
    {
        var parts = new List<(string Name, string Value)>
        {
            ("image", spec.Build is null ? spec.Image ?? "" : ""),
            ("entrypoint", spec.Command ?? ""),
            ("arguments", Join(spec.Args)),
            ("runtime arguments", Join(spec.RunArgs)),
            ("restart policy", spec.RestartPolicy ?? ""),
            ("networks", Join(spec.Networks?.SelectMany(n => n.Aliases ?? []))),
        };
        if (spec.Build is { } build)
        {
            parts.Add(("Dockerfile", Join([build.Context, build.Dockerfile, build.Stage, .. Contents(build.Dockerfile)])));
            parts.Add(("build arguments", Join(build.Args?.SelectMany(a => new[] { a.Name, a.Value }))));
            parts.Add(("build secrets", Join(build.Secrets?.SelectMany(s => new[] { s.Id, s.Source, s.Value }))));
        }

        parts.AddRange((spec.Env ?? []).Select(v => ($"environment {v.Name}", v.Value ?? "")));
        parts.AddRange((spec.Ports ?? []).Select(p => ($"port {p.Port}", Join([$"{p.HostPort}", p.HostIp, p.Protocol]))));
        parts.AddRange((spec.VolumeMounts ?? []).Select(m => ($"mount {m.Target}", Join([m.Type, m.Source, $"{m.ReadOnly is true}"]))));
        parts.AddRange((spec.CreateFiles ?? []).Select(f => ($"files {f.Destination}", JsonSerializer.Serialize(f, DcpJson.Default.CreateFileSystem) + Join(Sources(f.Entries).SelectMany(Contents)))));

        var key = new StringBuilder();
        foreach (var (name, value) in parts.OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            key.Append(name.Replace('=', '_').Replace(';', '_')).Append('=').Append(Hash(value)).Append(';');
        }

        return key.ToString();
    }

    /// <summary>The names of the parts that differ.</summary>
    public static IReadOnlyList<string> Differences(string old, string now)
    {
        var (before, after) = (Parts(old), Parts(now));
        return [.. before.Keys.Union(after.Keys).Where(name => before.GetValueOrDefault(name) != after.GetValueOrDefault(name)).Order(StringComparer.Ordinal)];
    }

    private static Dictionary<string, string> Parts(string key)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in key.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.LastIndexOf('=') is > 0 and var equals)
            {
                parts[part[..equals]] = part[(equals + 1)..];
            }
        }

        return parts;
    }

    private static string Join(IEnumerable<string?>? values) => string.Join('\0', values ?? []);

    private static IEnumerable<string?> Contents(string? file)
    {
        if (file is not null && File.Exists(file))
        {
            yield return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
        }
    }

    private static IEnumerable<string?> Sources(IEnumerable<FileSystemEntry>? entries) =>
        (entries ?? []).SelectMany(e => Sources(e.Entries).Prepend(e.Source));

    private static string Hash(string value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))[..HashLength];
}
