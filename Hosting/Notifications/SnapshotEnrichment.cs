using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Notifications;

/// <summary>What every published snapshot takes from its resource: type, relationships, commands and icon.</summary>
internal static class SnapshotEnrichment
{
    public static CustomResourceSnapshot CreateInitial(IResource resource) =>
        resource.Annotations.OfType<ResourceSnapshotAnnotation>().LastOrDefault()?.InitialSnapshot
        ?? new CustomResourceSnapshot
        {
            ResourceType = GetResourceType(resource),
            Properties = resource is ParameterResource { ConfigurationKey: { Length: > 0 } key } ? [new(KnownProperties.Source, key)] : [],
            Relationships = GetRelationships(resource),
        };

    public static CustomResourceSnapshot Enrich(IResource resource, CustomResourceSnapshot snapshot, IServiceProvider services)
    {
        if (!string.Equals(snapshot.State?.Text, KnownResourceStates.Waiting, StringComparison.OrdinalIgnoreCase))
        {
            snapshot = snapshot with { Properties = snapshot.Properties.RemoveResourceProperty(KnownProperties.WaitingFor) };
        }

        if (resource.Annotations.OfType<ResourceIconAnnotation>().LastOrDefault() is { } icon)
        {
            snapshot = snapshot with
            {
                IconName = string.IsNullOrEmpty(snapshot.IconName) ? icon.IconName : snapshot.IconName,
                IconVariant = snapshot.IconVariant ?? icon.IconVariant,
            };
        }

        return snapshot with { Commands = UpdateCommands(resource, snapshot, services) };
    }

    public static string GetResourceType(IResource resource) => resource switch
    {
        ProjectResource => "Project",
        ExecutableResource => "Executable",
        ContainerResource => "Container",
        ParameterResource => "Parameter",
        _ => resource.GetType().Name,
    };

    public static ImmutableArray<RelationshipSnapshot> GetRelationships(IResource resource)
    {
        IEnumerable<RelationshipSnapshot> parent = resource is IResourceWithParent child ? [new(child.Parent.Name, "Parent")] : [];
        return
        [
            .. parent
                .Concat(resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(r => new RelationshipSnapshot(r.Resource.Name, r.Type)))
                .Distinct(),
        ];
    }

    private static ImmutableArray<ResourceCommandSnapshot> UpdateCommands(
        IResource resource, CustomResourceSnapshot snapshot, IServiceProvider services)
    {
        var commands = snapshot.Commands;
        foreach (var annotation in resource.Annotations.OfType<ResourceCommandAnnotation>().ToArray())
        {
            var state = annotation.UpdateState(new() { ResourceSnapshot = snapshot, Services = services });
            var existing = commands.FirstOrDefault(command => command.Name == annotation.Name);
            if (existing is null)
            {
                commands = commands.Add(CreateCommand(annotation, state));
            }
            else if (existing.State != state)
            {
                commands = commands.Replace(existing, existing with { State = state });
            }
        }

        return commands;
    }

    private static ResourceCommandSnapshot CreateCommand(ResourceCommandAnnotation annotation, ResourceCommandState state) =>
        new(
            annotation.Name,
            state,
            annotation.DisplayName,
            annotation.DisplayDescription,
            annotation.ParameterValue,
            annotation.ConfirmationMessage,
            annotation.IconName,
            annotation.IconVariant,
            annotation.IsHighlighted)
        {
            Arguments = annotation.Arguments,
            Visibility = annotation.Visibility,
        };
}
