using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.AppHost.Monitoring;

/// <summary>What stands in for a chat while developing.</summary>
internal static class Chat
{
    /// <summary>Adds the receiver of what Alertmanager tells a chat and of its heartbeat; each message is a line of the resource's log.</summary>
    public static IResourceBuilder<ChatResource> AddChat(this IDistributedApplicationBuilder builder, [ResourceName] string name, PlatformContext platform)
    {
        var chat = new ChatResource(name, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{platform.Ports.GetAny(name)}"));
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<ChatReceiver>(services, chat));
        return builder.AddResource(chat)
            .WithIconName("Chat")
            .WithInitialState(new CustomResourceSnapshot { ResourceType = "Chat", Properties = [], State = KnownResourceStates.NotStarted });
    }
}
