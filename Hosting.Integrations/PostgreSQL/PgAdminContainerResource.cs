using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Postgres;

/// <summary>pgAdmin, a page to look into PostgreSQL servers with.</summary>
public sealed class PgAdminContainerResource(string name) : ContainerResource(name);
