using System.Collections.Immutable;
using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Platform.Hosting.Notifications;

namespace Platform.Hosting.Orchestration;

/// <summary>All copies of all programs and containers of the application.</summary>
internal sealed class ProgramInstances(IConfiguration configuration)
{
    private Dictionary<string, ProgramInstance> _byId = [];

    public IReadOnlyCollection<ProgramInstance> All => _byId.Values;

    public static bool IsProgram(IResource resource) => resource is ProjectResource or ExecutableResource or ContainerResource || resource.IsContainerImage();

    /// <summary>Names the copies of every program in the model.</summary>
    public void Prepare(DistributedApplicationModel model)
    {
        var instances = new Dictionary<string, ProgramInstance>(StringComparer.Ordinal);
        foreach (var resource in model.Resources.Where(IsProgram))
        {
            var ids = Enumerable.Range(0, resource.GetReplicaCount()).Select(_ => $"{resource.Name}-{Suffix(resource)}").ToImmutableArray();
            resource.Annotations.Replace(new ResourceInstancesAnnotation(ids));
            foreach (var id in ids)
            {
                instances.Add(id, new(resource, id));
            }
        }

        _byId = instances;
    }

    public ProgramInstance? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The copy whose current run is the engine's object of this name.</summary>
    public ProgramInstance? OfObject(string name) => All.FirstOrDefault(i => i.ObjectName == name);

    public IEnumerable<ProgramInstance> Of(IResource resource) => All.Where(i => ReferenceEquals(i.Resource, resource));

    // Eight lower-case letters or digits, so that the name stays valid for a container and a host name.
    private string Suffix(IResource resource) =>
        resource.IsPersistent() ? PersistentContainers.Suffix(configuration) : RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz", 8);
}
