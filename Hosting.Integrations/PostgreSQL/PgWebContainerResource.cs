using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Postgres;

/// <summary>pgweb, a page to look into PostgreSQL databases with.</summary>
public sealed class PgWebContainerResource(string name) : ContainerResource(name)
{
    private EndpointReference? _primaryEndpoint;

    /// <summary>Where the page is.</summary>
    public EndpointReference PrimaryEndpoint => _primaryEndpoint ??= new(this, "http");
}
