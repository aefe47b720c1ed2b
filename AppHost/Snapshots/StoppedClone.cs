using Platform.AppHost.Ports;
using Platform.AppHost.Processes;
using Platform.AppHost.State;
using Platform.ServiceDefaults;
using Platform.Tools;

namespace Platform.AppHost.Snapshots;

/// <summary>Works on the data of a clone that does not run, and keeps it from being started meanwhile.</summary>
internal static class StoppedClone
{
    /// <exception cref="PlatformException">The clone runs, or something else has its data open.</exception>
    public static async Task<T> RunAsync<T>(string statePath, Func<SnapshotContext, StoppedData, Task<T>> work)
    {
        using var state = StateFolder.At(statePath);
        using var runLock = RunLock.Acquire(state);
        await Leftovers.WaitForAsync(runLock.Abandoned);
        new DataSwap(state).Recover();
        var context = new SnapshotContext(
            state,
            new Secrets(state),
            new FormChoices(state.Path, PlatformOptions.Read(CloneSettings.Read(Clone.ProjectFolder))).AsWritten(SnapshotManifest.StoreNames),
            await new Toolbox().EnsureAsync([ToolNames.Postgres, ToolNames.Redis], ToolDisplay.Create()));
        PostgresCluster.CheckNotOpen(context.Data(ResourceNames.Postgres));
        PostgresCluster.TakeFromContainer(context.Data(ResourceNames.Postgres));
        return await work(context, new StoppedData(context));
    }
}
