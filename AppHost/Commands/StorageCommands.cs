using Platform.AppHost.Processes;
using Platform.AppHost.Resources;

namespace Platform.AppHost.Commands;

/// <summary>What people do with the object storage from the dashboard.</summary>
internal static class StorageCommands
{
    public const string EmptyBucket = "empty-bucket";
    public const string OpenFolder = "open-folder";

    public static IResourceBuilder<T> WithEmptyBucketCommand<T>(this IResourceBuilder<T> storage) where T : IStorageServer =>
        storage.WithCommand(EmptyBucket, "Empty bucket", context => EmptyAsync(storage.Resource, context.CancellationToken), new CommandOptions
        {
            Description = "Deletes every version of every object in the bucket.",
            ConfirmationMessage = $"Every object in the bucket {IStorageServer.Bucket} goes, old versions included. Empty it?",
            IconName = "BinRecycle",
            UpdateState = CommandState.WhenRunning,
        });

    public static IResourceBuilder<T> WithOpenFolderCommand<T>(this IResourceBuilder<T> storage, string folder) where T : IStorageServer =>
        storage.WithCommand(OpenFolder, "Open folder", context => OpenAsync(folder, context.CancellationToken), new CommandOptions
        {
            Description = "Shows the folder in which the storage keeps its files.",
            IconName = "FolderOpen",
        });

    public static async Task<ExecuteCommandResult> EmptyAsync(IStorageServer storage, CancellationToken cancellationToken)
    {
        try
        {
            using var client = await storage.ConnectAsync(cancellationToken);
            return CommandResults.Success($"Deleted {await client.EmptyAsync(cancellationToken)} versions.");
        }
        catch (HttpRequestException e)
        {
            return CommandResults.Failure($"{storage.Name} did not do it: {e.Message}");
        }
    }

    private static async Task<ExecuteCommandResult> OpenAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        return await Desktop.OpenAsync(folder, cancellationToken) is { } reason
            ? CommandResults.Failure($"{reason}. The folder is {folder}.")
            : CommandResults.Success(folder);
    }
}
