using Platform.AppHost.State;

namespace Platform.AppHost.Snapshots;

/// <summary>The clone's snapshots: one folder each in <c>.platform/snapshots/</c>, which appears and goes in one step.</summary>
internal sealed class SnapshotStore(StateFolder state)
{
    // Not a name that people may give, and whose it is can be told.
    private const string DraftPrefix = ".draft-";

    private string Folder => state.File("snapshots");

    /// <summary>Whether there is one of this name, whatever its state.</summary>
    public bool Exists(string name) => Directory.Exists(PathOf(name));

    /// <summary>Every snapshot that can be read, the newest first.</summary>
    public IReadOnlyList<SnapshotManifest> List()
    {
        var found = new List<SnapshotManifest>();
        foreach (var folder in Directory.Exists(Folder) ? Directory.EnumerateDirectories(Folder) : [])
        {
            if (!Path.GetFileName(folder).StartsWith('.'))
            {
                try
                {
                    // The folder's name is what it is asked for by.
                    found.Add(SnapshotManifest.Read(folder) with { Name = Path.GetFileName(folder) });
                }
                catch (PlatformException)
                {
                    // Asking for it by name tells what is wrong with it.
                }
            }
        }

        return [.. found.OrderByDescending(snapshot => snapshot.Created)];
    }

    /// <exception cref="PlatformException">There is none of this name, or it is damaged.</exception>
    public SnapshotManifest Get(string name)
    {
        Find(name);
        return SnapshotManifest.Read(PathOf(name)) with { Name = name };
    }

    public string PathOf(string name) => Path.Combine(Folder, SnapshotName.Check(name));

    /// <exception cref="PlatformException">There is one already.</exception>
    public void CheckNew(string name)
    {
        if (Exists(name))
        {
            throw new PlatformException($"There is a snapshot '{name}' already. Choose another name, or delete it: make snapshot-delete NAME={name}");
        }
    }

    /// <summary>A new folder in which a snapshot is put together.</summary>
    public string NewDraft()
    {
        OwnerOnly.CreateFolder(Folder);
        RemoveAbandoned();
        var draft = Path.Combine(Folder, DraftName());
        OwnerOnly.CreateFolder(draft);
        return draft;
    }

    /// <summary>Makes a draft the snapshot of its name: flushed, then seen by all at once.</summary>
    /// <exception cref="PlatformException">There is one of this name by now.</exception>
    public void Publish(string draft, SnapshotManifest manifest)
    {
        StateFile.Write(Path.Combine(draft, SnapshotManifest.FileName), manifest, StateJson.Default.SnapshotManifest);
        Durable.Flush(draft);
        CheckNew(manifest.Name);
        Directory.Move(draft, PathOf(manifest.Name));
        Durable.Flush(Path.Combine(PathOf(manifest.Name), SnapshotManifest.FileName));
    }

    /// <exception cref="PlatformException">There is none of this name, or it cannot be removed.</exception>
    public void Delete(string name)
    {
        Find(name);
        var doomed = Path.Combine(Folder, DraftName());
        try
        {
            Directory.Move(PathOf(name), doomed);
            Directory.Delete(doomed, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var left = Directory.Exists(doomed) ? $" What is left of it is in {doomed}." : "";
            throw new PlatformException($"The snapshot '{name}' cannot be deleted: {e.Message}{left}", e);
        }
    }

    /// <summary>Removes what killed processes have left half done.</summary>
    public void RemoveAbandoned()
    {
        foreach (var folder in Directory.Exists(Folder) ? Directory.EnumerateDirectories(Folder, $"{DraftPrefix}*") : [])
        {
            if (OwnedName.IsInUse(Path.GetFileName(folder), DraftPrefix) is not true)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static string DraftName() => OwnedName.New(DraftPrefix);

    private void Find(string name)
    {
        if (!Exists(name))
        {
            var all = List().Select(snapshot => snapshot.Name).ToArray();
            throw new PlatformException($"There is no snapshot '{name}'. {(all.Length > 0 ? $"There are: {string.Join(", ", all)}." : "There is none at all; take one: make snapshot NAME=x")}");
        }
    }
}
