namespace Platform.ObjectStore.Metadata;

/// <summary>
/// Says which files make up the index: the runs, oldest first, and the first journal that is not in them yet.
/// Replaced by rename, so that a merge of runs takes effect in one step.
/// </summary>
internal sealed record Manifest(int FirstJournal, int NextRun, IReadOnlyList<string> Runs)
{
    private const string FileName = "manifest";
    private const string Header = "platform-objectstore-index 1";

    public static Manifest Read(string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            return new Manifest(1, 1, []);
        }
        var lines = File.ReadAllLines(path);
        if (lines.Length < 3 || lines[0] != Header
            || !int.TryParse(lines[1], out var firstJournal) || !int.TryParse(lines[2], out var nextRun))
        {
            throw new InvalidDataException($"{path} is not an index manifest of this version (first line: \"{lines.FirstOrDefault()}\"). Use another --data directory or the version that wrote this one.");
        }
        return new Manifest(firstJournal, nextRun, lines[3..]);
    }

    public void Write(string directory, bool flushToDisk)
    {
        var temporary = Path.Combine(directory, FileName + ".new");
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            using (var writer = new StreamWriter(file, leaveOpen: true))
            {
                writer.NewLine = "\n";
                writer.WriteLine(Header);
                writer.WriteLine(FirstJournal);
                writer.WriteLine(NextRun);
                foreach (var run in Runs)
                {
                    writer.WriteLine(run);
                }
            }
            file.Flush(flushToDisk);
        }
        File.Move(temporary, Path.Combine(directory, FileName), overwrite: true);
        if (flushToDisk)
        {
            DirectorySync.Flush(directory);
        }
    }
}
