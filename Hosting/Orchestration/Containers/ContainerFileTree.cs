using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Orchestration;

/// <summary>The files that a container gets, as the engine takes them.</summary>
internal static class ContainerFileTree
{
    public static async Task<List<CreateFileSystem>?> CreateAsync(IResource resource, IServiceProvider services, CancellationToken cancellationToken)
    {
        var trees = new List<CreateFileSystem>();
        foreach (var annotation in resource.Annotations.OfType<ContainerFileSystemCallbackAnnotation>())
        {
            var items = await annotation.Callback(new() { Model = resource, Services = services }, cancellationToken).ConfigureAwait(false);
            if (items?.Select(item => Entry(item, resource)).ToList() is { Count: > 0 } entries)
            {
                trees.Add(new()
                {
                    Destination = annotation.DestinationPath,
                    DefaultOwner = annotation.DefaultOwner,
                    DefaultGroup = annotation.DefaultGroup,
                    Umask = (int?)annotation.Umask,
                    Entries = entries,
                });
            }
        }

        return trees.Count is 0 ? null : trees;
    }

    private static FileSystemEntry Entry(ContainerFileSystemItem item, IResource resource)
    {
        var entry = new FileSystemEntry
        {
            Name = item.Name,
            Owner = item.Owner,
            Group = item.Group,
            Mode = item.Mode is UnixFileMode.None ? null : (int)item.Mode,
        };
        switch (item)
        {
            case ContainerDirectory directory:
                entry.Type = "directory";
                entry.Entries = [.. directory.Entries.Select(child => Entry(child, resource))];
                return entry;
            case ContainerFileBase { Contents: not null, SourcePath: not null } file:
                throw new DistributedApplicationException($"The file '{file.Name}' for container '{resource.Name}' has contents of its own and a source, '{file.SourcePath}'. Give one of them.");
            case ContainerFileBase { SourcePath: { } source } file when !File.Exists(source) && file.ContinueOnError is not true:
                throw new DistributedApplicationException($"The file '{file.Name}' for container '{resource.Name}' is to be a copy of '{source}', which does not exist.");
            case ContainerFileBase file:
                entry.Type = file is ContainerOpenSSLCertificateFile ? "openssl" : "file";
                entry.Contents = file.Contents;
                entry.Source = file.SourcePath;
                entry.ContinueOnError = file.ContinueOnError;
                return entry;
            default:
                throw new DistributedApplicationException($"'{item.Name}' for container '{resource.Name}' is neither a file nor a folder, but {item.GetType().Name}.");
        }
    }
}
