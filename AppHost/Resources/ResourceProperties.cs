using System.Globalization;

namespace Platform.AppHost.Resources;

/// <summary>Reads and writes the named values that a resource shows in the dashboard.</summary>
internal static class ResourceProperties
{
    // The hosting library's names for them, which the dashboard knows.
    private const string PidProperty = "executable.pid";
    private const string ContainerIdProperty = "container.id";

    /// <summary>The property of what does its work and ends; a server that ended is not well, whatever its exit code.</summary>
    public const string RunsToCompletion = "Runs to completion";

    /// <summary>The process that was started for a resource; null while there is none.</summary>
    public static int? Pid(CustomResourceSnapshot snapshot) =>
        snapshot.Properties.FirstOrDefault(property => property.Name == PidProperty)?.Value is { } value
            ? Convert.ToInt32(value, CultureInfo.InvariantCulture)
            : null;

    /// <summary>The container that was started for a resource, by the engine's number; null while there is none.</summary>
    public static string? ContainerId(CustomResourceSnapshot snapshot) => Text(snapshot, ContainerIdProperty);

    public static string? Text(CustomResourceSnapshot snapshot, string name) =>
        snapshot.Properties.FirstOrDefault(property => property.Name == name)?.Value as string;

    /// <summary>The snapshot with a property; without it when the value is null.</summary>
    public static CustomResourceSnapshot With(CustomResourceSnapshot snapshot, string name, string? value)
    {
        var others = snapshot.Properties.RemoveAll(property => property.Name == name);
        return snapshot with { Properties = value is null ? others : others.Add(new ResourcePropertySnapshot(name, value)) };
    }
}
