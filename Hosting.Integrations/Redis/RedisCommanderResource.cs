using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Redis;

/// <summary>Redis Commander, a page to look into Redis servers with.</summary>
public class RedisCommanderResource(string name) : ContainerResource(name);
