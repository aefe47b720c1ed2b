namespace Aspire.Hosting.ApplicationModel;

/// <summary>A .NET project that runs on this machine.</summary>
#pragma warning disable ASPIREPROBES001
public class ProjectResource(string name) : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport, IResourceWithProbes, IComputeResource, IContainerFilesDestinationResource
#pragma warning restore ASPIREPROBES001
{
    /// <summary>Which endpoints are put into the environment (<c>ASPNETCORE_URLS</c>).</summary>
    internal List<Func<EndpointAnnotation, bool>> EndpointEnvironmentFilters { get; } = [];

    internal bool ShouldInjectEndpoint(EndpointAnnotation endpoint) => EndpointEnvironmentFilters.All(filter => filter(endpoint));
}
