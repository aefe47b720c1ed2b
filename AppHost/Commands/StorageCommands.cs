using System.ComponentModel;
using System.Diagnostics;

namespace Platform.AppHost.Commands;

/// <summary>What people do with the object storage from the dashboard.</summary>
internal static class StorageCommands
{
    public const string EmptyBucket = "empty-bucket";
    public const string OpenFolder = "open-folder";

    public static IResourceBuilder<StorageProcessResource> WithEmptyBucketCommand(this IResourceBuilder<StorageProcessResource> storage) =>
        storage.WithCommand(EmptyBucket, "Empty bucket", context => EmptyAsync(storage.Resource, context.CancellationToken), new CommandOptions
        {
            Description = "Deletes every version of every object in the bucket.",
            ConfirmationMessage = $"Every object in the bucket {StorageProcessResource.Bucket} goes, old versions included. Empty it?",
            IconName = "BinRecycle",
            UpdateState = CommandState.WhenRunning,
        });

    public static IResourceBuilder<StorageProcessResource> WithOpenFolderCommand(this IResourceBuilder<StorageProcessResource> storage, string folder) =>
        storage.WithCommand(OpenFolder, "Open folder", _ => Task.FromResult(Open(folder)), new CommandOptions
        {
            Description = "Shows the folder in which the storage keeps its files.",
            IconName = "FolderOpen",
        });

    public static async Task<ExecuteCommandResult> EmptyAsync(StorageProcessResource storage, CancellationToken cancellationToken)
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

    private static ExecuteCommandResult Open(string folder)
    {
        var opener = OperatingSystem.IsWindows() ? "explorer" : OperatingSystem.IsMacOS() ? "open" : "xdg-open";
        try
        {
            Directory.CreateDirectory(folder);
            using var process = Process.Start(new ProcessStartInfo(opener, [folder]));
            return CommandResults.Success(folder);
        }
        catch (Win32Exception)
        {
            return CommandResults.Failure($"There is no {opener} here to show it. The folder is {folder}.");
        }
    }
}
