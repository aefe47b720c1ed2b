using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.AppHost.Monitoring;

/// <summary>What stands in for a chat while developing.</summary>
internal static class Chat
{
    // It comes every minute.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Adds the receiver of what Alertmanager tells a chat and of its heartbeat; each message is a line of the resource's log. Without the heartbeat it is unhealthy.</summary>
    public static IResourceBuilder<ChatResource> AddChat(this IDistributedApplicationBuilder builder, [ResourceName] string name, PlatformContext platform)
    {
        var pulse = new Pulse(Patience / platform.Options.MonitoringSpeed, TimeProvider.System);
        var chat = new ChatResource(name, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{platform.Ports.GetAny(name)}"), pulse);
        var key = $"{name}_check";
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(key, pulse, failureStatus: null, tags: null));
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<ChatReceiver>(services, chat));
        return builder.AddResource(chat)
            .WithIconName("Chat")
            .WithHealthCheck(key)
            .WithExplicitStart() // it begins with Alertmanager, and nobody's readiness waits for it
            .WithInitialState(new CustomResourceSnapshot { ResourceType = "Chat", Properties = [], State = KnownResourceStates.NotStarted });
    }
}
