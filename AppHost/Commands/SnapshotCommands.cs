using Microsoft.Extensions.Logging;
using Platform.AppHost.Resources;
using Platform.AppHost.Snapshots;
using Platform.AppHost.State;

namespace Platform.AppHost.Commands;

/// <summary>Snapshots and reset of all stores together, from the dashboard.</summary>
internal static class SnapshotCommands
{
    public const string Take = "snapshot";
    public const string Restore = "restore";
    public const string Delete = "snapshot-delete";
    public const string List = "snapshots";
    public const string Export = "snapshot-export";
    public const string Import = "snapshot-import";
    public const string Reset = "reset";
    public const string Name = "name";
    public const string File = "file";

    // One at a time: each stops and starts the same resources.
    private static readonly SemaphoreSlim Gate = new(1, 1);

    /// <summary>Adds the commands. An environment of the testing host has none: its stores keep nothing when they stop.</summary>
    /// <param name="database">The resource that shows them.</param>
    /// <param name="stores">The servers whose data goes into a snapshot.</param>
    /// <param name="users">What uses them, and is stopped first.</param>
    /// <param name="migrations">Applies migrations and test data, and ends.</param>
    /// <param name="platform">Where data and snapshots are.</param>
    public static IResourceBuilder<PostgresDatabaseResource> WithSnapshotCommands(
        this IResourceBuilder<PostgresDatabaseResource> database,
        IReadOnlyList<IResource> stores,
        IReadOnlyList<IResource> users,
        IResource migrations,
        PlatformContext platform)
    {
        if (platform.IsTest)
        {
            return database;
        }

        var context = SnapshotContext.Of(platform);
        var snapshots = new SnapshotStore(platform.State);
        var data = new DataResources(database.Resource, stores, users, migrations);
        return database
#pragma warning disable ASPIREINTERACTION001 // Command arguments: there is no other way to ask for a name.
            .WithCommand(Take, "Snapshot", command => RunAsync(command, TakeAsync), new CommandOptions
            {
                Description = "Copies the data of all stores, consistent with each other. Requests wait for about a second.",
                IconName = "Camera",
                UpdateState = CommandState.WhenRunning,
                Arguments = [new InteractionInput { Name = Name, Label = "Name", InputType = InputType.Text, Required = true, Placeholder = "before-the-change" }],
            })
            .WithCommand(Restore, "Restore", command => RunAsync(command, RestoreAsync), new CommandOptions
            {
                Description = "Puts a snapshot's data in the place of the data of all stores.",
                ConfirmationMessage = "The data of all stores goes, and a snapshot's takes its place. Restore one?",
                IconName = "History",
                Arguments = [Choice()],
            })
            .WithCommand(Delete, "Delete snapshot", command => RunAsync(command, DeleteAsync), new CommandOptions
            {
                Description = "Deletes a snapshot.",
                ConfirmationMessage = "A deleted snapshot cannot be had back. Delete one?",
                IconName = "Delete",
                Arguments = [Choice()],
            })
            .WithCommand(List, "List snapshots", _ => Task.FromResult(CommandResults.Success(SnapshotText.All(snapshots.List()))), new CommandOptions
            {
                Description = "Lists the snapshots: when, size, last migration.",
                IconName = "AppsList",
            })
            .WithCommand(Export, "Export snapshot", command => RunAsync(command, ExportAsync), new CommandOptions
            {
                Description = "Writes a snapshot to one file, for a colleague.",
                IconName = "ArrowExport",
                Arguments = [Choice(), FileInput("before-the-change.snapshot.tar.gz")],
            })
            .WithCommand(Import, "Import snapshot", command => RunAsync(command, ImportAsync), new CommandOptions
            {
                Description = "Makes a snapshot of such a file.",
                IconName = "ArrowImport",
                Arguments = [FileInput("/home/me/their.snapshot.tar.gz"), new InteractionInput { Name = Name, Label = "Name (its own when left empty)", InputType = InputType.Text }],
            })
            .WithCommand(Reset, "Reset everything", command => RunAsync(command, ResetAsync), new CommandOptions
            {
                Description = "Removes the data of all stores, which begin anew, migrated and seeded. Snapshots, passwords and ports stay.",
                ConfirmationMessage = "The data of all stores goes: database, cache and files. Reset everything?",
                IconName = "ArrowReset",
            });

        static InteractionInput FileInput(string example) => new()
        {
            Name = File,
            Label = "File (in the clone's folder unless it is a full path)",
            InputType = InputType.Text,
            Required = true,
            Placeholder = example,
        };

        InteractionInput Choice() => new()
        {
            Name = Name,
            Label = "Snapshot",
            InputType = InputType.Choice,
            Required = true,

            // Another name is refused by the command, which says what there is.
            AllowCustomChoice = true,
            DynamicLoading = new InputLoadOptions
            {
                AlwaysLoadOnStart = true,
                LoadCallback = loading =>
                {
                    loading.Input.Options = [.. snapshots.List().Select(snapshot => KeyValuePair.Create(snapshot.Name, SnapshotText.Label(snapshot)))];
                    return Task.CompletedTask;
                },
            },
        };
#pragma warning restore ASPIREINTERACTION001

        RunningData Holder(ExecuteCommandContext command) => new(command.Services, data, platform.Starts, StartsAgain, Report(command));

        bool StartsAgain(IResource resource) => platform.Options.Restart.Of(resource, platform.IsTest).Limit > 0;

        async Task<string> TakeAsync(ExecuteCommandContext command, string name) =>
            SnapshotText.Taken(await new SnapshotTaker(context, Holder(command), Report(command)).TakeAsync(name, command.CancellationToken));

        async Task<string> RestoreAsync(ExecuteCommandContext command, string name)
        {
            await new SnapshotRestorer(context, Holder(command), Report(command)).RestoreAsync(name, command.CancellationToken);
            return SnapshotText.Restored(name);
        }

        Task<string> DeleteAsync(ExecuteCommandContext command, string name)
        {
            snapshots.Delete(name);
            return Task.FromResult(SnapshotText.Deleted(name));
        }

        Task<string> ExportAsync(ExecuteCommandContext command, string name) => Task.Run(() =>
            SnapshotText.Exported(name, FileOf(command), new SnapshotArchive(platform.State).Export(name, FileOf(command))));

        Task<string> ImportAsync(ExecuteCommandContext command, string name) => Task.Run(() =>
            SnapshotText.Imported(new SnapshotArchive(platform.State).Import(FileOf(command), name.Length > 0 ? name : null)));

        async Task<string> ResetAsync(ExecuteCommandContext command, string name)
        {
            await new SnapshotRestorer(context, Holder(command), Report(command)).ResetAsync();
            return "All stores are new, migrated and seeded.";
        }
    }

    private static string FileOf(ExecuteCommandContext command) => Path.GetFullPath(Argument(command, File), Clone.Folder);

#pragma warning disable ASPIREINTERACTION001 // As above.
    private static string Argument(ExecuteCommandContext command, string name) =>
        command.Arguments.TryGetByName(name, out var input) ? input.Value ?? "" : "";
#pragma warning restore ASPIREINTERACTION001

    private static Action<string> Report(ExecuteCommandContext command) => line => command.Logger.LogInformation("{Progress}", line);

    private static async Task<ExecuteCommandResult> RunAsync(ExecuteCommandContext command, Func<ExecuteCommandContext, string, Task<string>> work)
    {
        if (!await Gate.WaitAsync(TimeSpan.Zero))
        {
            return CommandResults.Failure("A snapshot is being taken or restored, or everything is being reset. Try again when that is done.");
        }

        try
        {
            return CommandResults.Success(await work(command, Argument(command, Name)));
        }
        catch (PlatformException e)
        {
            return CommandResults.Failure(e.Message);
        }
        finally
        {
            Gate.Release();
        }
    }
}
