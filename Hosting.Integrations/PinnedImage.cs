using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.AppHost;

namespace Platform.Hosting.Integrations;

/// <summary>Gives containers the images that are pinned.</summary>
internal static class PinnedImage
{
    public static IResourceBuilder<T> WithImage<T>(this IResourceBuilder<T> builder, ContainerImage image) where T : ContainerResource =>
        builder.WithImage(image.Name, image.Tag).WithImageRegistry(image.Registry);
}
