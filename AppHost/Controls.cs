using Microsoft.Extensions.DependencyInjection;
using Platform.AppHost.Commands;
using Platform.AppHost.Resources;

namespace Platform.AppHost;

/// <summary>What a developer can do with each resource beyond starting and stopping it.</summary>
internal static class Controls
{
    /// <summary>Starts a resource by itself in a profile and the larger ones only; in a smaller one people start it.</summary>
    public static IResourceBuilder<T> StartsFrom<T>(this IResourceBuilder<T> resource, Profile profile, PlatformContext platform) where T : IResource =>
        platform.Options.Profile < profile ? resource.WithExplicitStart() : resource;

    /// <summary>Adds the commands. It comes last, when every resource is known.</summary>
    public static void AddControls(this IDistributedApplicationBuilder builder, PlatformContext platform)
    {
        var graph = new ResourceGraph(builder.Resources);
        foreach (var resource in builder.Resources.Where(ResourceGraph.IsProgram).ToArray())
        {
            if (graph.RunsToCompletion(resource))
            {
                builder.CreateResourceBuilder(resource).OnBeforeResourceStarted(TellThatItEndsAsync);
            }

            DependencyCommands.AddTo(builder.CreateResourceBuilder(resource));
            if (platform.Options.Faults)
            {
                FaultCommands.AddTo(builder.CreateResourceBuilder(resource), hasRelay: platform.Relays.Of(resource.Name) is not null);
            }
        }
    }

    // For the command line, which knows what an AppHost says of its resources, not its model.
    private static Task TellThatItEndsAsync(IResource resource, BeforeResourceStartedEvent started, CancellationToken cancellationToken) =>
        started.Services.GetRequiredService<ResourceNotificationService>()
            .PublishUpdateAsync(resource, snapshot => ResourceProperties.With(snapshot, ResourceProperties.RunsToCompletion, "yes"));
}
