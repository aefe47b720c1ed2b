using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Platform.Hosting.Orchestration;

/// <summary>Containers that outlive the application.</summary>
internal static class PersistentContainers
{
    public static bool IsPersistent(this IResource resource) =>
        resource.TryGetLastAnnotation<ContainerLifetimeAnnotation>(out var lifetime) && lifetime.Lifetime is ContainerLifetime.Persistent;

    /// <summary>The same for every run of one AppHost, so that it finds again what it left.</summary>
    public static string Suffix(IConfiguration configuration) => configuration["AppHost:PathSha256"]![..8].ToLowerInvariant();
}
