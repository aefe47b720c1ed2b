using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>A distributed application that has been built.</summary>
public class DistributedApplication(IHost host)
{
    /// <summary>The application's services.</summary>
    public IServiceProvider Services => host.Services;
}
