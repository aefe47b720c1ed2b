using Platform.AppHost.State;
using Platform.Tools;

namespace Platform.AppHost.Snapshots;

/// <summary>The environment whose data is copied.</summary>
/// <param name="State">Where its data and its snapshots are.</param>
/// <param name="Secrets">Its passwords.</param>
/// <param name="Forms">The form of each store.</param>
/// <param name="Tools">At least PostgreSQL and Redis.</param>
internal sealed record SnapshotContext(StateFolder State, Secrets Secrets, FormChoices Forms, ToolSet Tools)
{
    public static SnapshotContext Of(PlatformContext platform) => new(platform.State, platform.Secrets, platform.Forms, platform.Tools);

    public string Data(string store) => State.Data(store);

    /// <exception cref="PlatformException">A store's data is not in its folder.</exception>
    public void CheckReachable()
    {
        if (OperatingSystem.IsWindows() && SnapshotManifest.StoreNames.Where(Forms.IsContainer).ToArray() is { Length: > 0 } stores)
        {
            throw new PlatformException(
                $"{string.Join(", ", stores)} runs as a container, and on Windows its data is in a volume of the container engine, where it can neither be copied nor replaced from here. Nothing was changed.");
        }
    }
}
