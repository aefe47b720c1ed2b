using System.Globalization;
using System.Text;

namespace Platform.Tools.Cache;

/// <summary>
/// What was installed, written last into a tool's folder: a folder without it does not count.
/// A text file of <c>key value</c> lines, then one line per file. Plain text rather than JSON, because every start reads it.
/// </summary>
internal sealed record Receipt(
    string Version,
    string Fingerprint,
    IReadOnlyDictionary<string, string> Programs,
    string? Libraries,
    IReadOnlyList<InstalledFile> Files)
{
    public const string FileName = "receipt.txt";

    private const string Heading = "platform tool receipt 1";

    /// <summary>Reads a folder's receipt.</summary>
    /// <returns>Null when there is none, when it cannot be read, or when it is not whole.</returns>
    public static Receipt? Read(string folder)
    {
        try
        {
            return Parse(File.ReadAllLines(Path.Combine(folder, FileName)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Receipt? Parse(string[] lines)
    {
        // The last line is "end", so that a truncated receipt is not mistaken for one of fewer files.
        if (lines.Length < 2 || lines[0] != Heading || lines[^1] != "end")
        {
            return null;
        }

        string? version = null, fingerprint = null, libraries = null;
        var programs = new Dictionary<string, string>();
        var files = new List<InstalledFile>(lines.Length);
        foreach (var line in lines.AsSpan(1, lines.Length - 2))
        {
            var space = line.IndexOf(' ');
            var value = line[(space + 1)..];
            switch (line.AsSpan(0, Math.Max(space, 0)))
            {
                case "version": version = value; break;
                case "packages": fingerprint = value; break;
                case "libraries": libraries = value; break;
                case "program" when value.IndexOf(' ') is > 0 and var split:
                    programs[value[..split]] = value[(split + 1)..];
                    break;
                case "file" when InstalledFile.TryParse(value) is { } file: files.Add(file); break;
                default: return null;
            }
        }

        return version is null || fingerprint is null ? null : new Receipt(version, fingerprint, programs, libraries, files);
    }

    /// <summary>Writes the receipt so that it is there as a whole or not at all.</summary>
    public void Write(string folder)
    {
        var text = new StringBuilder().Append(Heading).Append('\n')
            .Append("version ").Append(Version).Append('\n')
            .Append("packages ").Append(Fingerprint).Append('\n');
        if (Libraries is not null)
        {
            text.Append("libraries ").Append(Libraries).Append('\n');
        }

        foreach (var (name, path) in Programs)
        {
            text.Append("program ").Append(name).Append(' ').Append(path).Append('\n');
        }

        foreach (var file in Files)
        {
            text.Append(CultureInfo.InvariantCulture, $"file {file}\n");
        }

        var temporary = Path.Combine(folder, $"{FileName}.{Path.GetRandomFileName()}");
        File.WriteAllText(temporary, text.Append("end\n").ToString());
        File.Move(temporary, Path.Combine(folder, FileName), overwrite: true);
    }
}
