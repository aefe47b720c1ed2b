using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>A resource whose endpoints others find by service discovery (<c>services__name__scheme__0</c>).</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;
