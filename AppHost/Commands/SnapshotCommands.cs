using System.Globalization;
using Microsoft.Extensions.Logging;
using Platform.AppHost.Resources;
using Platform.AppHost.Snapshots;

namespace Platform.AppHost.Commands;

/// <summary>Snapshots and reset of all stores together, from the dashboard.</summary>
internal static class SnapshotCommands
{
    public const string Take = "snapshot";
    public const string Restore = "restore";
    public const string Delete = "snapshot-delete";
    public const string Reset = "reset";
    public const string Name = "name";

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
        return database
#pragma warning disable ASPIREINTERACTION001 // Command arguments: there is no other way to ask for a name.
            .WithCommand(Take, "Snapshot", command => RunAsync(command, TakeAsync), new CommandOptions
            {
                Description = "Copies the data of all stores, consistent with each other. The API is away for about two seconds.",
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
            .WithCommand(Reset, "Reset everything", command => RunAsync(command, ResetAsync), new CommandOptions
            {
                Description = "Removes the data of all stores, which begin anew, migrated and seeded. Snapshots, passwords and ports stay.",
                ConfirmationMessage = "The data of all stores goes: database, cache and files. Reset everything?",
                IconName = "ArrowReset",
            });

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
                    loading.Input.Options = [.. snapshots.List().Select(snapshot => KeyValuePair.Create(snapshot.Name, Label(snapshot)))];
                    return Task.CompletedTask;
                },
            },
        };
#pragma warning restore ASPIREINTERACTION001

        RunningData Holder(ExecuteCommandContext command) => new(command.Services, database.Resource, stores, users, migrations);

        async Task<string> TakeAsync(ExecuteCommandContext command, string name) =>
            Taken(await new SnapshotTaker(context, Holder(command), Report(command)).TakeAsync(name, command.CancellationToken));

        async Task<string> RestoreAsync(ExecuteCommandContext command, string name)
        {
            await new SnapshotRestorer(context, Holder(command), Report(command)).RestoreAsync(name, command.CancellationToken);
            return Restored(name);
        }

        Task<string> DeleteAsync(ExecuteCommandContext command, string name)
        {
            snapshots.Delete(name);
            return Task.FromResult(Deleted(name));
        }

        async Task<string> ResetAsync(ExecuteCommandContext command, string name)
        {
            await new SnapshotRestorer(context, Holder(command), Report(command)).ResetAsync();
            return "All stores are new, migrated and seeded.";
        }
    }

    public static string Taken(SnapshotManifest snapshot) => $"The snapshot '{snapshot.Name}' is taken, {DiskSpace.Text(snapshot.Size)}.";

    public static string Restored(string name) => $"The snapshot '{name}' is restored.";

    public static string Deleted(string name) => $"The snapshot '{name}' is deleted.";

    private static string Label(SnapshotManifest snapshot) => string.Create(
        CultureInfo.InvariantCulture, $"{snapshot.Name} ({snapshot.Created.ToLocalTime():yyyy-MM-dd HH:mm}, {DiskSpace.Text(snapshot.Size)})");

    private static Action<string> Report(ExecuteCommandContext command) => line => command.Logger.LogInformation("{Progress}", line);

    private static async Task<ExecuteCommandResult> RunAsync(ExecuteCommandContext command, Func<ExecuteCommandContext, string, Task<string>> work)
    {
        if (!await Gate.WaitAsync(TimeSpan.Zero))
        {
            return CommandResults.Failure("A snapshot is being taken or restored, or everything is being reset. Try again when that is done.");
        }

        try
        {
#pragma warning disable ASPIREINTERACTION001 // As above.
            var name = command.Arguments.TryGetByName(Name, out var input) ? input.Value ?? "" : "";
#pragma warning restore ASPIREINTERACTION001
            return CommandResults.Success(await work(command, name));
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
