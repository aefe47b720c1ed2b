using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Dashboard;

namespace Platform.Hosting.Orchestration;

/// <summary>
/// Who has to be gone before whom: a resource stops after those that wait for it or refer to it, so that an API can finish
/// its requests while the database is still there.
/// </summary>
internal static class StopOrder
{
    /// <summary>The programs that stop before each program. Circles are cut where they close.</summary>
    public static IReadOnlyDictionary<IResource, IReadOnlyCollection<IResource>> Dependents(IEnumerable<IResource> programs)
    {
        var all = programs.Distinct().ToArray();
        var known = all.ToHashSet();
        var dependents = all.ToDictionary(r => r, _ => new HashSet<IResource>());
        var visited = new HashSet<IResource>();
        var path = new HashSet<IResource>();
        var dashboard = all.FirstOrDefault(r => r.HasAnnotationOfType<DashboardAnnotation>());
        foreach (var resource in all)
        {
            Visit(resource);
        }

        return dependents.ToDictionary(pair => pair.Key, pair => (IReadOnlyCollection<IResource>)pair.Value);

        void Visit(IResource resource)
        {
            if (!visited.Add(resource))
            {
                return;
            }

            path.Add(resource);
            foreach (var dependency in Dependencies(resource, dashboard).Where(d => known.Contains(d) && !path.Contains(d)))
            {
                dependents[dependency].Add(resource);
                Visit(dependency);
            }

            path.Remove(resource);
        }
    }

    private static IEnumerable<IResource> Dependencies(IResource resource, IResource? dashboard)
    {
        foreach (var annotation in resource.Annotations)
        {
            var other = annotation switch
            {
                WaitAnnotation wait => wait.Resource,
                ResourceRelationshipAnnotation { Type: KnownRelationship.Reference } reference => reference.Resource,
                OtlpExporterAnnotation => dashboard, // the last telemetry of a program should still arrive
                _ => null,
            };
            if (other is not null)
            {
                yield return other.Root();
            }
        }
    }
}
