namespace Aspire.Hosting.ApplicationModel;

/// <summary>A network from which endpoints are reached.</summary>
public record NetworkIdentifier(string Value);

/// <summary>The networks that every application has.</summary>
public static class KnownNetworkIdentifiers
{
    /// <summary>The machine itself.</summary>
    public static readonly NetworkIdentifier LocalhostNetwork = new("localhost");

    /// <summary>The network that containers share.</summary>
    public static readonly NetworkIdentifier DefaultAspireContainerNetwork = new("aspire-container-network");

    /// <summary>The public internet.</summary>
    public static readonly NetworkIdentifier PublicInternet = new("public-internet");
}

/// <summary>Host names with a meaning.</summary>
public static class KnownHostNames
{
    /// <summary>The machine itself.</summary>
    public const string Localhost = "localhost";

    /// <summary>The host as Docker Desktop's containers see it.</summary>
    public const string DockerDesktopHostBridge = "host.docker.internal";

    /// <summary>The host as containers see it through the engine's tunnel.</summary>
    public const string DefaultContainerTunnelHostName = "aspire.dev.internal";
}
