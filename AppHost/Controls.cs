using Platform.AppHost.Commands;

namespace Platform.AppHost;

/// <summary>What a developer can do with each resource beyond starting and stopping it.</summary>
internal static class Controls
{
    /// <summary>Adds the commands. It comes last, when every resource is known.</summary>
    public static void AddControls(this IDistributedApplicationBuilder builder, PlatformContext platform)
    {
        foreach (var resource in builder.Resources.Where(resource => platform.Relays.Of(resource.Name) is not null))
        {
            FaultCommands.AddTo(builder.CreateResourceBuilder(resource));
        }
    }
}
