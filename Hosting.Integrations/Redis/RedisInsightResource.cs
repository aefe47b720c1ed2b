using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Redis;

/// <summary>Redis Insight, a page to look into Redis servers with.</summary>
public class RedisInsightResource(string name) : ContainerResource(name)
{
    private EndpointReference? _primaryEndpoint;

    /// <summary>Where the page is.</summary>
    public EndpointReference PrimaryEndpoint => _primaryEndpoint ??= new(this, "http");
}
