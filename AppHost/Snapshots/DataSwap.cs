using Platform.AppHost.State;

namespace Platform.AppHost.Snapshots;

/// <summary>
/// Puts other data in the place of the stores' own, all or nothing. The new data is made ready in <c>data.new/</c>; a journal,
/// <c>swap.json</c>, says that it counts from now on; then each store's folder is renamed to <c>data.old/</c> and the new one to
/// <c>data/</c>. What a kill interrupts is finished at the next start: without a journal the old data stands, with one the new.
/// </summary>
internal sealed class DataSwap(StateFolder state)
{
    private const string Replaced = "replaced";
    private const string Removed = "removed";

    private string JournalPath => state.File("swap.json");

    private string Old => state.File("data.old");

    // Data from before an earlier switch. Most of its files are those that the next one needs: to look at them is quicker than to
    // remove thousands and to write as many again.
    private string Spare => state.File("data.spare");

    /// <summary>Where the new data is made ready.</summary>
    public string New => state.File("data.new");

    /// <summary>Makes a folder for new data. Only for who holds the clone's lock.</summary>
    /// <param name="reuse">Whether there may be files in it already, of which nothing is known.</param>
    public void Begin(bool reuse = false)
    {
        Discard();
        if (reuse && Directory.Exists(Spare))
        {
            Directory.Move(Spare, New);
            return;
        }

        Delete(Spare);
        OwnerOnly.CreateFolder(New);
    }

    /// <summary>Keeps the data that a switch has replaced for the next one to make use of.</summary>
    public void KeepOld()
    {
        Delete(Spare);
        if (Directory.Exists(Old))
        {
            Directory.Move(Old, Spare);
        }
    }

    /// <summary>Forgets what was made ready.</summary>
    public void Discard()
    {
        Delete(New);
        Delete(Old);
    }

    /// <summary>Switches to the new data. No server may have the old data open; the new one is flushed already.</summary>
    /// <param name="stores">The resources whose data goes; those that have none in <see cref="New"/> begin with none.</param>
    /// <exception cref="PlatformException">The state folder cannot be written. Nothing has changed.</exception>
    public void Commit(IEnumerable<string> stores)
    {
        var journal = new SortedDictionary<string, string>(stores.ToDictionary(
            store => store, store => Directory.Exists(Path.Combine(New, store)) ? Replaced : Removed), StringComparer.Ordinal);
        StateFile.Write(JournalPath, journal, StateJson.Default.SortedDictionaryStringString);
        Durable.Flush(JournalPath);
        Finish(journal);
    }

    /// <summary>Finishes or undoes what a kill interrupted. Only for who holds the clone's lock, before anything is started.</summary>
    public void Recover()
    {
        if (StateFile.Read(JournalPath, StateJson.Default.SortedDictionaryStringString) is { } journal)
        {
            Finish(journal);
        }

        Discard();
    }

    private static void Delete(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException($"{folder}, which a switch of data has left over, cannot be removed: {e.Message} Remove it.", e);
        }
    }

    // Each step is seen from what is there, so that it may be done again from the beginning.
    private void Finish(SortedDictionary<string, string> journal)
    {
        OwnerOnly.CreateFolder(Old);
        foreach (var (store, change) in journal)
        {
            var data = state.Data(store);
            var replacement = Path.Combine(New, store);
            if (change is Removed || Directory.Exists(replacement))
            {
                MoveAway(data, Path.Combine(Old, store));
            }

            if (Directory.Exists(replacement))
            {
                Directory.Move(replacement, data);
            }
        }

        Durable.Flush(JournalPath);
        File.Delete(JournalPath);
    }

    private static void MoveAway(string data, string old)
    {
        if (Directory.Exists(data))
        {
            Directory.Move(data, old);
        }
    }
}
