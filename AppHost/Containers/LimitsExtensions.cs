namespace Platform.AppHost.Containers;

/// <summary>Puts the limits of <c>Platform:Limits</c> on the containers that they name.</summary>
internal static class LimitsExtensions
{
    /// <summary>Limits the containers; says which limits have no effect, because only containers can be limited.</summary>
    /// <exception cref="PlatformException">A limit names no resource.</exception>
    public static void AddLimits(this IDistributedApplicationBuilder builder, PlatformContext platform)
    {
        foreach (var (name, limits) in platform.Options.Limits)
        {
            switch (builder.Resources.FirstOrDefault(resource => string.Equals(resource.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                case ContainerResource container:
                    builder.CreateResourceBuilder(container).WithContainerRuntimeArgs(limits.Arguments);
                    break;
                case { } resource:
                    Console.Error.WriteLine($"Platform:Limits:{name} has no effect: {resource.Name} does not run as a container.");
                    break;
                case null:
                    throw new PlatformException($"Platform:Limits:{name} names no resource. Containers are {Containers(builder)}.");
            }
        }
    }

    private static string Containers(IDistributedApplicationBuilder builder) =>
        builder.Resources.OfType<ContainerResource>().Select(resource => resource.Name).ToArray() is { Length: > 0 } names ? string.Join(", ", names) : "none";
}
