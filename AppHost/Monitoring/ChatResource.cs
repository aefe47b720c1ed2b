namespace Platform.AppHost.Monitoring;

/// <summary>The receiver of alerts, inside the AppHost.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="url">Where it listens, without a path.</param>
/// <param name="pulse">The heartbeat that it hears.</param>
internal sealed class ChatResource(string name, string url, Pulse pulse) : Resource(name)
{
    /// <summary>Takes messages in the format of Slack's incoming webhooks.</summary>
    public const string AlertsPath = "/alerts";

    /// <summary>Is told regularly that alerts arrive.</summary>
    public const string HeartbeatPath = "/heartbeat";

    public string Url => url;

    public Pulse Pulse => pulse;
}
