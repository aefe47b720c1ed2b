using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Notifications;

/// <summary>Changes to a snapshot's properties, by name.</summary>
internal static class SnapshotProperties
{
    public static ImmutableArray<ResourcePropertySnapshot> SetResourceProperty(
        this ImmutableArray<ResourcePropertySnapshot> properties, string name, object? value, bool isSensitive = false)
    {
        var property = new ResourcePropertySnapshot(name, value) { IsSensitive = isSensitive };
        return IndexOf(properties, name) is >= 0 and var index ? properties.SetItem(index, property) : properties.Add(property);
    }

    public static ImmutableArray<ResourcePropertySnapshot> SetResourcePropertyRange(
        this ImmutableArray<ResourcePropertySnapshot> properties, IEnumerable<ResourcePropertySnapshot> newValues) =>
        newValues.Aggregate(properties, (all, property) => all.SetResourceProperty(property.Name, property.Value, property.IsSensitive));

    public static ImmutableArray<ResourcePropertySnapshot> RemoveResourceProperty(
        this ImmutableArray<ResourcePropertySnapshot> properties, string name) =>
        IndexOf(properties, name) is >= 0 and var index ? properties.RemoveAt(index) : properties;

    public static object? GetResourceProperty(this ImmutableArray<ResourcePropertySnapshot> properties, string name) =>
        IndexOf(properties, name) is >= 0 and var index ? properties[index].Value : null;

    private static int IndexOf(ImmutableArray<ResourcePropertySnapshot> properties, string name)
    {
        for (var i = 0; i < properties.Length; i++)
        {
            if (string.Equals(properties[i].Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}
