using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Win32.SafeHandles;

namespace Platform.LogShipper.Files;

/// <summary>
/// The marks of all files, kept in a file that is replaced as a whole. When it is lost, everything is sent again, and Elasticsearch
/// recognises each line that it has.
/// </summary>
internal sealed partial class Positions
{
    // As long as log lines are kept at most: a file that begins like one of these gets other identities for its lines.
    private static readonly TimeSpan Memory = TimeSpan.FromDays(100);

    private readonly string _path;
    private readonly List<FileMark> _marks;

    private Positions(string path, IEnumerable<FileMark> marks)
    {
        _path = path;
        _marks = [.. marks];
    }

    public IReadOnlyList<FileMark> Marks => _marks;

    /// <summary>What kept the file from being read, or null.</summary>
    public string? Problem { get; private init; }

    /// <summary>Reads the file; one that is absent or damaged is as if nothing had been shipped.</summary>
    public static Positions Load(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return new(path, JsonSerializer.Deserialize(file, PositionsJson.Default.FileMarkArray) ?? []);
        }
        catch (FileNotFoundException)
        {
            return new(path, []);
        }
        catch (JsonException e)
        {
            return new(path, []) { Problem = $"{path} cannot be read ({e.Message}). It is made anew: every line is sent again, and Elasticsearch recognises those that it has." };
        }
    }

    /// <summary>The mark that an open file continues; null when it continues none.</summary>
    public FileMark? Find(SafeFileHandle file, string fingerprint, string name) => _marks
        .Where(mark => mark.Fingerprint == fingerprint)
        .OrderByDescending(mark => mark.Name == name)
        .ThenBy(mark => mark.Generation)
        .FirstOrDefault(mark => IsContinued(file, mark));

    /// <summary>Makes a mark for a new file.</summary>
    /// <param name="fingerprint">The digest of its beginning.</param>
    /// <param name="name">Its name.</param>
    /// <param name="written">When it was written last, UTC.</param>
    /// <param name="now">The time, UTC.</param>
    public FileMark Add(string fingerprint, string name, DateTime written, DateTime now)
    {
        var generation = _marks.Where(mark => mark.Fingerprint == fingerprint).Select(mark => mark.Generation + 1).DefaultIfEmpty(0).Max();
        var added = new FileMark { Fingerprint = fingerprint, Generation = generation, Name = name, FirstSeen = written };
        _marks.Add(added);
        _marks.RemoveAll(mark => mark.GoneSince < now - Memory);

        // Before any line is sent: lines have this identity, and those without a time this one, however often they are sent.
        Save();
        return added;
    }

    /// <summary>Whether an open file has what was shipped before the mark's position.</summary>
    public static bool IsContinued(SafeFileHandle file, FileMark mark) =>
        mark.Position == 0 || (RandomAccess.GetLength(file) >= mark.Position && Fingerprint.OfTail(file, mark.Position) == mark.Tail);

    /// <summary>Writes the file: it is the old one or the new one at any moment, also after a power failure.</summary>
    public void Save()
    {
        var draft = _path + ".new";
        using (var file = File.Create(draft))
        {
            JsonSerializer.Serialize(file, [.. _marks], PositionsJson.Default.FileMarkArray);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, _path, overwrite: true);
    }

    [JsonSerializable(typeof(FileMark[]))]
    [JsonSourceGenerationOptions(WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    private sealed partial class PositionsJson : JsonSerializerContext;
}
