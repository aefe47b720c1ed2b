using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Files that are put into a container before it starts.</summary>
public static partial class ContainerResourceBuilderExtensions
{
    /// <summary>Puts files into the container.</summary>
    /// <param name="builder">The container.</param>
    /// <param name="destinationPath">The folder in the container.</param>
    /// <param name="entries">Files and folders.</param>
    /// <param name="defaultOwner">User id of the owner where an entry names none; 0 when null.</param>
    /// <param name="defaultGroup">Group id where an entry names none; 0 when null.</param>
    /// <param name="umask">Permissions that entries without their own do not get; 022 when null.</param>
    public static IResourceBuilder<T> WithContainerFiles<T>(this IResourceBuilder<T> builder, string destinationPath, IEnumerable<ContainerFileSystemItem> entries, int? defaultOwner = null, int? defaultGroup = null, UnixFileMode? umask = null) where T : ContainerResource
    {
        ArgumentNullException.ThrowIfNull(entries);
        return builder.WithContainerFiles(destinationPath, (_, _) => Task.FromResult(entries), defaultOwner, defaultGroup, umask);
    }

    /// <summary>Puts files into the container that are made at its start.</summary>
    public static IResourceBuilder<T> WithContainerFiles<T>(this IResourceBuilder<T> builder, string destinationPath, Func<ContainerFileSystemCallbackContext, CancellationToken, Task<IEnumerable<ContainerFileSystemItem>>> callback, int? defaultOwner = null, int? defaultGroup = null, UnixFileMode? umask = null) where T : ContainerResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(destinationPath);
        ArgumentNullException.ThrowIfNull(callback);
        return builder.WithAnnotation(new ContainerFileSystemCallbackAnnotation
        {
            DestinationPath = destinationPath,
            Callback = callback,
            DefaultOwner = defaultOwner,
            DefaultGroup = defaultGroup,
            Umask = umask,
        });
    }

    /// <summary>Puts a copy of a file or folder of this machine into the container; relative to the AppHost's folder.</summary>
    public static IResourceBuilder<T> WithContainerFiles<T>(this IResourceBuilder<T> builder, string destinationPath, string sourcePath, int? defaultOwner = null, int? defaultGroup = null, UnixFileMode? umask = null) where T : ContainerResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(sourcePath);
        var path = Path.GetFullPath(sourcePath, builder.ApplicationBuilder.AppHostDirectory);
        return builder.WithContainerFiles(
            destinationPath,
            (_, _) => Task.FromResult(ContainerDirectory.GetFileSystemItemsFromPath(path, searchOptions: SearchOption.AllDirectories)),
            defaultOwner,
            defaultGroup,
            umask);
    }
}
