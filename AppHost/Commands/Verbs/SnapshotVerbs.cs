using Platform.AppHost.Commands.Backchannel;
using Platform.AppHost.Snapshots;
using Platform.AppHost.State;
using Platform.ServiceDefaults;

namespace Platform.AppHost.Commands.Verbs;

/// <summary>Snapshots and reset from the command line, of the running environment or of the data of one that is stopped.</summary>
internal static class SnapshotVerbs
{
    private const string ResetQuestion = "The data of all stores of this clone goes: database, cache and files. Snapshots, passwords and ports stay.";

    public static IReadOnlyList<Verb> All { get; } =
    [
        new("snapshot", "<name>", "Copies the data of all stores, consistent with each other.", TakeAsync),
        new("restore", "<name>", "Puts a snapshot's data in the place of the data of all stores.", RestoreAsync),
        new("snapshots", "", "Lists the snapshots.", ListAsync),
        new("snapshot-delete", "<name>", "Deletes a snapshot.", DeleteAsync),
        new("snapshot-export", "<name> <file>", "Writes a snapshot to one file.", ExportAsync),
        new("snapshot-import", "<file> [<name>]", "Makes a snapshot of such a file.", ImportAsync),
        new("reset", "[--force]", "Removes the data of all stores; asks first without --force.", ResetAsync),
    ];

    private static Task<int> TakeAsync(VerbArguments arguments, CancellationToken cancellationToken)
    {
        var name = SnapshotName.Check(arguments.Required("The name"));
        arguments.End();
        return RunAsync(SnapshotCommands.Take, name, cancellationToken, async (context, data) =>
            SnapshotText.Taken(await new SnapshotTaker(context, data, Console.WriteLine).TakeAsync(name, cancellationToken)));
    }

    private static Task<int> RestoreAsync(VerbArguments arguments, CancellationToken cancellationToken)
    {
        var name = SnapshotName.Check(arguments.Required("The name"));
        arguments.End();
        return RunAsync(SnapshotCommands.Restore, name, cancellationToken, async (context, data) =>
        {
            await new SnapshotRestorer(context, data, Console.WriteLine).RestoreAsync(name, cancellationToken);
            return SnapshotText.Restored(name);
        });
    }

    private static async Task<int> ResetAsync(VerbArguments arguments, CancellationToken cancellationToken)
    {
        var force = arguments.Flag("--force");
        arguments.End();
        if (!force)
        {
            Console.Write($"{ResetQuestion} Reset them? [y/N] ");
            if ((await ReadLineAsync(cancellationToken))?.Trim() is not ("y" or "Y" or "yes"))
            {
                throw new PlatformException("Nothing was changed. To reset without a question: make reset FORCE=1");
            }
        }

        return await RunAsync(SnapshotCommands.Reset, name: null, cancellationToken, async (context, data) =>
        {
            await new SnapshotRestorer(context, data, Console.WriteLine).ResetAsync();
            return "The data of all stores is gone; the next start makes it anew.";
        });
    }

    private static Task<int> ListAsync(VerbArguments arguments, CancellationToken cancellationToken)
    {
        arguments.End();
        Console.WriteLine(SnapshotText.All(Snapshots().List()));
        return Task.FromResult(0);
    }

    private static Task<int> DeleteAsync(VerbArguments arguments, CancellationToken cancellationToken)
    {
        var name = arguments.Required("The name");
        arguments.End();
        Snapshots().Delete(name);
        Console.WriteLine(SnapshotText.Deleted(name));
        return Task.FromResult(0);
    }

    private static Task<int> ExportAsync(VerbArguments arguments, CancellationToken cancellationToken)
    {
        var name = arguments.Required("The name");
        var file = VerbArguments.FullPath(arguments.Required("The file"));
        arguments.End();
        var size = new SnapshotArchive(StateFolder.At(Clone.StatePath)).Export(name, file);
        Console.WriteLine(SnapshotText.Exported(name, file, size));
        return Task.FromResult(0);
    }

    private static Task<int> ImportAsync(VerbArguments arguments, CancellationToken cancellationToken)
    {
        var file = VerbArguments.FullPath(arguments.Required("The file"));
        var name = arguments.Next();
        arguments.End();
        var snapshot = new SnapshotArchive(StateFolder.At(Clone.StatePath)).Import(file, name);
        Console.WriteLine(SnapshotText.Imported(snapshot));
        return Task.FromResult(0);
    }

    private static SnapshotStore Snapshots() => new(StateFolder.At(Clone.StatePath));

    // The running AppHost does it itself, for it has to stop and start what it runs.
    private static async Task<int> RunAsync(
        string command, string? name, CancellationToken cancellationToken, Func<SnapshotContext, StoppedData, Task<string>> onStoppedData)
    {
        if (RunningAppHost.Find(Clone.StatePath) is { } running)
        {
            var arguments = name is null ? null : new Dictionary<string, string?> { [SnapshotCommands.Name] = name };
            return await running.ExecuteAsync(ResourceNames.ShopDb, command, arguments, showLog: true, cancellationToken);
        }

        Console.WriteLine(await StoppedClone.RunAsync(Clone.StatePath, onStoppedData));
        return 0;
    }

    // The console itself waits on, whatever happens meanwhile.
    private static async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = await Task.Run(Console.ReadLine, cancellationToken).WaitAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return line;
    }
}
