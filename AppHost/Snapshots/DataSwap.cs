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

    /// <summary>Whether the new data counts and has not all been put in place.</summary>
    public bool IsUnfinished => File.Exists(JournalPath);

    private string JournalPath => state.File("swap.json");

    private string Old => state.File("data.old");

    // Data from before an earlier switch. Most of its files are those that the next one needs: to look at them is quicker than to
    // remove thousands and to write as many again.
    private string Spare => state.File("data.spare");

    /// <summary>Where the new data is made ready.</summary>
    public string New => state.File("data.new");

    /// <summary>Makes a folder for new data. Only for who holds the clone's lock.</summary>
    /// <param name="reuse">Whether there may be files in it already, of which nothing is known.</param>
    /// <exception cref="PlatformException">An earlier switch is not finished, or its remains cannot be removed.</exception>
    public void Begin(bool reuse = false)
    {
        if (IsUnfinished)
        {
            throw new PlatformException($"An earlier switch to other data is not finished ({JournalPath}). Restart the environment, which finishes it.");
        }

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

    /// <summary>Forgets what was made ready, unless it counts already.</summary>
    public void Discard()
    {
        if (IsUnfinished)
        {
            return;
        }

        Delete(New);
        Delete(Old);
    }

    /// <summary>Switches to the new data. No server may have the old data open; the new one is flushed already.</summary>
    /// <param name="stores">The resources whose data goes; those that have none in <see cref="New"/> begin with none.</param>
    /// <exception cref="PlatformException">The state folder cannot be written. <see cref="Recover"/> tells which data stands.</exception>
    public void Commit(IEnumerable<string> stores)
    {
        var journal = new SortedDictionary<string, string>(stores.ToDictionary(
            store => store, store => Directory.Exists(Path.Combine(New, store)) ? Replaced : Removed), StringComparer.Ordinal);
        StateFile.Write(JournalPath, journal, StateJson.Default.SortedDictionaryStringString);
        Durable.Flush(JournalPath);
        Finish(journal);
    }

    /// <summary>Removes a store's data, all or nothing. No server may have it open.</summary>
    /// <exception cref="PlatformException">The state folder cannot be written.</exception>
    public void Remove(string store)
    {
        Begin();
        Commit([store]);
        Discard();
    }

    /// <summary>Finishes or undoes what was interrupted. Only for who holds the clone's lock, while nothing has the data open.</summary>
    /// <returns>Whether the new data stands.</returns>
    /// <exception cref="PlatformException">It cannot be done now.</exception>
    public bool Recover()
    {
        var journal = StateFile.Read(JournalPath, StateJson.Default.SortedDictionaryStringString);
        if (journal is not null)
        {
            Finish(journal);
        }

        Discard();
        return journal is not null;
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
        try
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
        catch (Exception e) when (e is PlatformException or IOException or UnauthorizedAccessException)
        {
            throw new PlatformException($"The switch to other data cannot be finished: {e.Message} Remove the cause; {JournalPath} says what is left to do, and the next start does it.", e);
        }
    }

    // Where the old data has been moved already, what lies in its place again is a new store's that somebody started meanwhile. It
    // goes, too, but neither the old data nor the rest of the switch goes with it.
    private static void MoveAway(string data, string old)
    {
        if (!Directory.Exists(data))
        {
            return;
        }

        for (var number = 1; Directory.Exists(old); number++)
        {
            old = $"{old}.{number}";
        }

        Directory.Move(data, old);
    }
}
