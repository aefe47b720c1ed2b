using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Platform.AppHost.Processes;

namespace Platform.AppHost.Containers;

/// <summary>What all backing services that run as containers have in common.</summary>
internal static class ContainerExtensions
{
    /// <summary>Sets the pinned image, from the registry that the user prefers.</summary>
    public static IResourceBuilder<T> WithImage<T>(this IResourceBuilder<T> container, ContainerImage image, PlatformContext platform)
        where T : ContainerResource => container
        .WithImage(image.Name, image.Tag)
        .WithImageRegistry(platform.Options.Registry ?? image.Registry);

    /// <summary>
    /// Gives a container its data folder. It runs as whoever runs the AppHost, so that the files stay that user's and the process
    /// form can go on with them. Root's containers choose their own user, to whom they give the files. The file systems of Windows
    /// do not have the permissions that servers ask for, so the data lies in a volume there.
    /// </summary>
    public static IResourceBuilder<T> WithData<T>(this IResourceBuilder<T> container, string folder, string target, PlatformContext platform)
        where T : ContainerResource
    {
        if (OperatingSystem.IsWindows())
        {
            return container.WithVolume(VolumeName(folder, container.Resource.Name), target);
        }

        container.WithBindMount(folder, target);
        return UnixUser.IsRoot ? container : container.WithContainerRuntimeArgs(
            [.. platform.ContainerEngine.IsPodman ? ["--userns", "keep-id"] : Array.Empty<string>(), "--user", UnixUser.Current]);
    }

    /// <summary>
    /// Publishes the only port of a container on this machine, behind a relay where resources can be broken on purpose. People are
    /// shown the relay's port.
    /// </summary>
    /// <param name="container">The container.</param>
    /// <param name="name">The endpoint's name.</param>
    /// <param name="scheme">Its scheme.</param>
    /// <param name="containerPort">The port inside the container.</param>
    /// <param name="port">The port that clients use.</param>
    /// <param name="platform">Has the relays.</param>
    public static IResourceBuilder<T> WithPublishedPort<T>(
        this IResourceBuilder<T> container, string name, string scheme, int containerPort, int port, PlatformContext platform)
        where T : ContainerResource => container
        .WithEndpoint(port: platform.Relays.Behind(container.Resource.Name, port), targetPort: containerPort, scheme: scheme, name: name, isProxied: false)
        .WithUrlForEndpoint(name, url => url.Url = string.Create(CultureInfo.InvariantCulture, $"{scheme}://localhost:{port}"));

    // Another clone has other data.
    private static string VolumeName(string folder, string resource) =>
        $"platform-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)).AsSpan(0, 6))}-{resource}";
}
