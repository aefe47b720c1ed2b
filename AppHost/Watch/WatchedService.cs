using Platform.AppHost.Resources;

namespace Platform.AppHost.Watch;

/// <summary>A service whose program is compiled again when its files change.</summary>
/// <param name="Resource">The resource that runs it.</param>
/// <param name="Program">What is run.</param>
internal sealed record WatchedService(IResource Resource, BuiltProgram Program)
{
    public string Name => Resource.Name;

    /// <summary>Those of a model: the programs of this repository that run on.</summary>
    public static IReadOnlyList<WatchedService> Of(DistributedApplicationModel model)
    {
        var graph = new ResourceGraph(model.Resources);
        return
        [
            .. model.Resources.Where(resource => !graph.RunsToCompletion(resource))
                .Select(resource => (Resource: resource, Program: BuiltProgram.Of(resource)))
                .Where(service => service.Program is not null)
                .Select(service => new WatchedService(service.Resource, service.Program!)),
        ];
    }
}
