namespace Platform.AppHost.Commands;

/// <summary>When a command can be used.</summary>
internal static class CommandState
{
    /// <summary>While the resource runs.</summary>
    public static ResourceCommandState WhenRunning(UpdateCommandStateContext context) =>
        context.ResourceSnapshot.State?.Text == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;
}
