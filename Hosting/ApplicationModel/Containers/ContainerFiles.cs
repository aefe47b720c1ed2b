namespace Aspire.Hosting.ApplicationModel;

/// <summary>A file or folder that is put into a container before it starts.</summary>
public abstract class ContainerFileSystemItem
{
    private string? _name;

    /// <summary>The name, without a path.</summary>
    /// <exception cref="ArgumentException">The name holds a path.</exception>
    public string Name
    {
        get => _name!;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            if (value.AsSpan().IndexOfAny('/', '\\') >= 0)
            {
                throw new ArgumentException($"The name '{value}' holds a path. Put the file into a {nameof(ContainerDirectory)} for each of its folders.", nameof(value));
            }

            _name = value;
        }
    }

    /// <summary>User id of the owner; the default of the whole when null.</summary>
    public int? Owner { get; set; }

    /// <summary>Group id; the default of the whole when null.</summary>
    public int? Group { get; set; }

    /// <summary>Permissions; 0 means all that the umask leaves.</summary>
    public UnixFileMode Mode { get; set; }
}

/// <summary>A file with contents of its own, or those of a file of this machine.</summary>
public abstract class ContainerFileBase : ContainerFileSystemItem
{
    /// <summary>The contents, in place of <see cref="SourcePath"/>.</summary>
    public string? Contents { get; set; }

    /// <summary>The file of this machine, in place of <see cref="Contents"/>.</summary>
    public string? SourcePath { get; set; }

    /// <summary>Whether the container starts even if the file cannot be made.</summary>
    public bool? ContinueOnError { get; set; }
}

/// <summary>A file.</summary>
public sealed class ContainerFile : ContainerFileBase;

/// <summary>A certificate in PEM format, which is also linked under its OpenSSL hash.</summary>
public sealed class ContainerOpenSSLCertificateFile : ContainerFileBase;

/// <summary>A folder.</summary>
public sealed class ContainerDirectory : ContainerFileSystemItem
{
    /// <summary>What it holds.</summary>
    public IEnumerable<ContainerFileSystemItem> Entries { get; set; } = [];

    /// <summary>The files of a folder of this machine, with their folders, or one file.</summary>
    /// <exception cref="InvalidOperationException">The path does not exist.</exception>
    public static IEnumerable<ContainerFileSystemItem> GetFileSystemItemsFromPath(string path, string searchPattern = "*", SearchOption searchOptions = SearchOption.TopDirectoryOnly, Action<ContainerFileSystemItem>? updateItem = null)
    {
        var full = Path.GetFullPath(path);
        if (File.Exists(full))
        {
            return searchPattern is "*"
                ? [Updated(new ContainerFile { Name = Path.GetFileName(full), SourcePath = full })]
                : throw new ArgumentException($"'{full}' is a file, and a search pattern is for folders.", nameof(searchPattern));
        }

        return Directory.Exists(full) ? Read(full) : throw new InvalidOperationException($"The path '{full}' does not exist.");

        IEnumerable<ContainerFileSystemItem> Read(string folder)
        {
            var items = new List<ContainerFileSystemItem>();
            foreach (var file in Directory.GetFiles(folder, searchPattern).Order(StringComparer.Ordinal))
            {
                items.Add(Updated(new ContainerFile { Name = Path.GetFileName(file), SourcePath = file }));
            }

            if (searchOptions is SearchOption.AllDirectories)
            {
                foreach (var child in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
                {
                    if (Read(child).ToArray() is { Length: > 0 } entries)
                    {
                        items.Add(Updated(new ContainerDirectory { Name = Path.GetFileName(child), Entries = entries }));
                    }
                }
            }

            return items;
        }

        ContainerFileSystemItem Updated(ContainerFileSystemItem item)
        {
            updateItem?.Invoke(item);
            return item;
        }
    }
}

/// <summary>Files that are put into the container before it starts.</summary>
public sealed class ContainerFileSystemCallbackAnnotation : IResourceAnnotation
{
    /// <summary>The folder in the container.</summary>
    public required string DestinationPath { get; init; }

    /// <summary>User id of the owner where an item names none; 0 when null.</summary>
    public int? DefaultOwner { get; init; }

    /// <summary>Group id where an item names none; 0 when null.</summary>
    public int? DefaultGroup { get; init; }

    /// <summary>Permissions that items without their own do not get; 022 when null.</summary>
    public UnixFileMode? Umask { get; set; }

    /// <summary>Makes the files at every start.</summary>
    public required Func<ContainerFileSystemCallbackContext, CancellationToken, Task<IEnumerable<ContainerFileSystemItem>>> Callback { get; init; }
}

/// <summary>For whom files are made.</summary>
public sealed class ContainerFileSystemCallbackContext
{
    /// <summary>The application's services.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>The container.</summary>
    public required IResource Model { get; init; }
}
