using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Platform.AppHost.State;

namespace Platform.AppHost.Snapshots;

/// <summary>
/// A snapshot in one file, to hand to a colleague: a tar archive (POSIX pax) in gzip, with the manifest first and then every
/// file that it names, in its order.
/// </summary>
internal sealed class SnapshotArchive(StateFolder state)
{
    public const string Extension = ".snapshot.tar.gz";

    private const int LongestManifest = 256 * 1024 * 1024;

    private readonly SnapshotStore snapshots = new(state);

    /// <summary>Writes the file: whole or not at all.</summary>
    /// <returns>Its size, in bytes.</returns>
    /// <exception cref="PlatformException">There is no such snapshot, there is such a file, or it cannot be written.</exception>
    public long Export(string name, string file)
    {
        var snapshot = snapshots.Get(name);
        if (File.Exists(file))
        {
            throw new PlatformException($"{file} exists already. Choose another file, or delete it.");
        }

        if (Path.GetDirectoryName(file) is { } folder && !Directory.Exists(folder))
        {
            throw new PlatformException($"{file} cannot be written: there is no folder {folder}. Make it, or choose another.");
        }

        var draft = $"{file}.{Environment.ProcessId}.tmp";
        try
        {
            // It holds what the shop's users entered: for its owner's eyes only, like the snapshot.
            OwnerOnly.WriteAllBytes(draft, []);
            using (var output = new FileStream(draft, FileMode.Open, FileAccess.Write, FileShare.None, 1 << 20))
            using (var compressed = new GZipStream(output, CompressionLevel.Fastest))
            using (var archive = new TarWriter(compressed, TarEntryFormat.Pax))
            {
                var from = snapshots.PathOf(name);
                archive.WriteEntry(Path.Combine(from, SnapshotManifest.FileName), SnapshotManifest.FileName);
                foreach (var entry in snapshot.Files)
                {
                    archive.WriteEntry(Path.Combine(from, entry.Path), entry.Path);
                }
            }

            Durable.Flush(draft);
            File.Move(draft, file);
            return new FileInfo(file).Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException($"{file} cannot be written: {e.Message}", e);
        }
        finally
        {
            if (File.Exists(draft))
            {
                File.Delete(draft);
            }
        }
    }

    /// <summary>Makes a snapshot of the file. It is visible once everything in it has been verified.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">The snapshot's name here; null for the one it had.</param>
    /// <exception cref="PlatformException">The file is damaged, holds something else, or there is such a snapshot.</exception>
    public SnapshotManifest Import(string file, string? name)
    {
        if (!File.Exists(file))
        {
            throw new PlatformException($"There is no file {file}.");
        }

        string? draft = null;
        try
        {
            using var input = File.OpenRead(file);
            using var compressed = new GZipStream(input, CompressionMode.Decompress);
            using var archive = new TarReader(compressed);
            var manifest = ReadManifest(archive, file);
            manifest = manifest with { Name = SnapshotName.Check(name ?? manifest.Name) };
            snapshots.CheckNew(manifest.Name);
            DiskSpace.Check(state.Path, manifest.Size, $"Importing {file}");
            draft = snapshots.NewDraft();
            foreach (var folder in manifest.Folders)
            {
                OwnerOnly.CreateFolder(Path.Combine(draft, folder));
            }

            Unpack(archive, manifest, draft, file);
            snapshots.Publish(draft, manifest);
            return manifest;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or JsonException or FormatException)
        {
            throw new PlatformException($"{file} is no whole snapshot: {e.Message} Export it again, and check that all of it arrived.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException($"{file} could not be imported: {e.Message}", e);
        }
        finally
        {
            if (draft is not null && Directory.Exists(draft))
            {
                Directory.Delete(draft, recursive: true);
            }
        }
    }

    private static SnapshotManifest ReadManifest(TarReader archive, string file)
    {
        if (archive.GetNextEntry() is not { EntryType: TarEntryType.RegularFile, Name: SnapshotManifest.FileName, Length: <= LongestManifest, DataStream: { } content })
        {
            throw new InvalidDataException($"It does not begin with {SnapshotManifest.FileName}.");
        }

        var manifest = JsonSerializer.Deserialize(content, StateJson.Default.SnapshotManifest) ?? throw new InvalidDataException("Its manifest is empty.");
        return manifest.Checked(file);
    }

    // Only what the manifest names is written, and only where the manifest, which is checked, says.
    private static void Unpack(TarReader archive, SnapshotManifest manifest, string draft, string file)
    {
        foreach (var expected in manifest.Files)
        {
            var entry = archive.GetNextEntry() ?? throw new InvalidDataException($"It ends before {expected.Path}.");
            if (entry.EntryType is not TarEntryType.RegularFile || entry.Name != expected.Path || entry.Length != expected.Size)
            {
                throw new InvalidDataException($"It has {entry.Name} ({entry.EntryType}, {entry.Length} bytes) where its manifest has {expected.Path} ({expected.Size} bytes).");
            }

            var path = Path.Combine(draft, expected.Path);
            OwnerOnly.WriteAllBytes(path, []);
            using var output = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            entry.DataStream?.CopyTo(output);
            output.Position = 0;
            if (Convert.ToHexStringLower(SHA256.HashData(output)) != expected.Sha256)
            {
                throw new InvalidDataException($"{expected.Path} is not what it was when {file} was written.");
            }
        }

        if (archive.GetNextEntry() is { } more)
        {
            throw new InvalidDataException($"It has {more.Name}, which its manifest does not name.");
        }
    }
}
