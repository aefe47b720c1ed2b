using System.Text.Json.Serialization;
using Platform.AppHost.State;
using Platform.ServiceDefaults;

namespace Platform.AppHost.Snapshots;

/// <summary>What a snapshot is and holds: <c>manifest.json</c> beside its data.</summary>
/// <param name="Format">The version of this format.</param>
/// <param name="Name">The name under which it was taken.</param>
/// <param name="Created">When, UTC.</param>
/// <param name="Machine">Operating system and processor, such as <c>linux-x64</c>: PostgreSQL's files fit no other.</param>
/// <param name="Origin">Tells the secrets that its data was written with from others; see <see cref="SnapshotSecrets"/>.</param>
/// <param name="Migrations">The migrations that the database has.</param>
/// <param name="Stores">By resource, what wrote its data.</param>
/// <param name="Folders">The folders of its data, relative, with <c>/</c>, each after the one that holds it.</param>
/// <param name="Files">The files of its data.</param>
internal sealed record SnapshotManifest(
    int Format,
    string Name,
    DateTime Created,
    string Machine,
    string Origin,
    IReadOnlyList<string> Migrations,
    SortedDictionary<string, StoreVersion> Stores,
    IReadOnlyList<string> Folders,
    IReadOnlyList<SnapshotFile> Files)
{
    public const string FileName = "manifest.json";
    public const int CurrentFormat = 1;

    /// <summary>The stores that a snapshot holds.</summary>
    public static readonly string[] StoreNames = [ResourceNames.Postgres, ResourceNames.Redis, ResourceNames.Storage];

    /// <summary>In bytes.</summary>
    [JsonIgnore]
    public long Size => Files.Sum(file => file.Size);

    /// <summary>Reads the manifest in a snapshot's folder.</summary>
    /// <exception cref="PlatformException">There is none, or it is damaged or of another format.</exception>
    public static SnapshotManifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var manifest = StateFile.Read(path, StateJson.Default.SnapshotManifest)
            ?? throw new PlatformException($"{folder} is no snapshot: it has no {FileName}.");
        return manifest.Checked(path);
    }

    /// <summary>The same, if it can be used; it may come from somebody else.</summary>
    /// <param name="source">Where it was read, for messages.</param>
    /// <exception cref="PlatformException">It cannot.</exception>
    public SnapshotManifest Checked(string source)
    {
        if (Format != CurrentFormat)
        {
            throw new PlatformException($"{source} is a snapshot of format {Format}; this version reads format {CurrentFormat}. Take it again with this version.");
        }

        if (Files is null || Folders is null || Stores is null || Migrations is null || !StoreNames.All(Stores.ContainsKey))
        {
            throw new PlatformException($"{source} is damaged: it does not name its stores and files. Delete the snapshot, or export it again.");
        }

        foreach (var path in Folders.Concat(Files.Select(file => file.Path)))
        {
            if (!IsInside(path))
            {
                throw new PlatformException($"{source} names '{path}', which lies outside of a snapshot. It is not used.");
            }
        }

        return this;
    }

    // "postgres/base/1/1259": within one of the stores, whatever the operating system makes of a path.
    private static bool IsInside(string path) =>
        path is { Length: > 0 and < 1024 }
        && StoreNames.Contains(path.Split('/')[0])
        && path.Split('/').All(part => part.Length > 0 && part is not ("." or "..") && part.AsSpan().IndexOfAny("\\:\0") < 0);
}

/// <summary>A file of a snapshot.</summary>
/// <param name="Path">Relative, with <c>/</c>.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">In hexadecimal.</param>
internal sealed record SnapshotFile(string Path, long Size, string Sha256);

/// <summary>What wrote a store's data.</summary>
/// <param name="Form">How it ran.</param>
/// <param name="Program">The server, such as <c>PostgreSQL</c>.</param>
/// <param name="Version">The version of its files: PostgreSQL's major version, Redis' RDB version, the object store's format.</param>
internal sealed record StoreVersion(ServiceForm Form, string Program, string Version);
