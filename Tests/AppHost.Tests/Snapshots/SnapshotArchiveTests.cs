using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Platform.AppHost.Snapshots;
using Platform.AppHost.State;

namespace Platform.AppHost.Tests.Snapshots;

/// <summary>A snapshot in one file, and what may be wrong with a file that somebody sends.</summary>
public sealed class SnapshotArchiveTests : IDisposable
{
    private static readonly string[] Content = ["postgres/PG_VERSION", "postgres/base/1/1259", "redis/dump.rdb", "storage/blobs/00/a"];

    private readonly TemporaryFolder folder = new();
    private readonly StateFolder state;
    private readonly SnapshotStore snapshots;
    private readonly SnapshotArchive archive;

    public SnapshotArchiveTests()
    {
        state = StateFolder.At(folder.File("state"));
        snapshots = new SnapshotStore(state);
        archive = new SnapshotArchive(state);
    }

    private string FilePath => folder.File("x.snapshot.tar.gz");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_exported_is_imported_elsewhere()
    {
        TakeOne("mine");
        archive.Export("mine", FilePath);
        var other = StateFolder.At(folder.File("other"));

        new SnapshotArchive(other).Import(FilePath, "theirs");

        var imported = new SnapshotStore(other).Get("theirs");
        Assert.Equal(snapshots.Get("mine").Files, imported.Files);
        Assert.All(Content, path => Assert.Equal(
            File.ReadAllBytes(Path.Combine(snapshots.PathOf("mine"), path)),
            File.ReadAllBytes(Path.Combine(new SnapshotStore(other).PathOf("theirs"), path))));
        Assert.True(Directory.Exists(Path.Combine(new SnapshotStore(other).PathOf("theirs"), "postgres", "pg_notify")), "Empty folders come along.");
    }

    [Fact]
    public void A_file_that_exists_is_not_written_over()
    {
        TakeOne("mine");
        File.WriteAllText(FilePath, "precious");

        Assert.Contains("exists already", Assert.Throws<PlatformException>(() => archive.Export("mine", FilePath)).Message);
        Assert.Equal("precious", File.ReadAllText(FilePath));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told()
    {
        TakeOne("mine");

        var refusal = Assert.Throws<PlatformException>(() => archive.Export("mine", folder.File("nowhere/x.tar.gz")));

        Assert.Contains($"there is no folder {folder.File("nowhere")}", refusal.Message);
    }

    [Fact]
    public void A_file_that_ends_too_early_is_refused_wherever_it_ends()
    {
        TakeOne("mine");
        archive.Export("mine", FilePath);
        snapshots.Delete("mine");
        var whole = File.ReadAllBytes(FilePath);

        // gzip's own trailer, 8 bytes, only tells what the hashes have told already.
        foreach (var length in new[] { 0, 1, 20, whole.Length / 4, whole.Length / 2, whole.Length * 3 / 4, whole.Length - 40 })
        {
            File.WriteAllBytes(FilePath, whole[..length]);
            AssertRefused("is no whole snapshot");
        }
    }

    [Fact]
    public void A_changed_byte_is_noticed()
    {
        TakeOne("mine");
        var manifest = snapshots.Get("mine");
        Write(manifest, manifest.Files.Select(file => (file.Path, file.Path == Content[3] ? Text(file.Path).ToUpperInvariant() : Text(file.Path))));
        snapshots.Delete("mine");

        AssertRefused("is not what it was");
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/outside")]
    [InlineData("postgres/../../outside")]
    [InlineData("postgres//outside")]
    [InlineData("postgres\\..\\..\\outside")]
    [InlineData("c:/outside")]
    [InlineData("manifest.json")]
    public void A_path_that_leads_elsewhere_is_refused(string path)
    {
        TakeOne("mine");
        var manifest = snapshots.Get("mine");
        snapshots.Delete("mine");
        Write(manifest with { Files = [new(path, 1, "00")] }, [(path, "x")]);

        AssertRefused("lies outside of a snapshot");
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "outside", SearchOption.AllDirectories));
    }

    [Fact]
    public void Entries_that_the_manifest_does_not_name_are_refused()
    {
        TakeOne("mine");
        var manifest = snapshots.Get("mine");
        snapshots.Delete("mine");
        Write(manifest, manifest.Files.Select(file => (file.Path, Text(file.Path))).Append(("postgres/more", "x")));

        AssertRefused("postgres/more");
    }

    [Fact]
    public void A_link_in_the_place_of_a_file_is_refused()
    {
        TakeOne("mine");
        var manifest = snapshots.Get("mine");
        snapshots.Delete("mine");
        Write(manifest, [], new PaxTarEntry(TarEntryType.SymbolicLink, manifest.Files[0].Path) { LinkName = "/etc/passwd" });

        AssertRefused("SymbolicLink");
    }

    private static string Text(string path) => $"content of {path}";

    // A small one, by hand: what is copied does not matter to the file.
    private void TakeOne(string name)
    {
        var draft = snapshots.NewDraft();
        foreach (var path in Content.Append("postgres/pg_notify/x"))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(draft, path))!);
        }

        foreach (var path in Content)
        {
            File.WriteAllText(Path.Combine(draft, path), Text(path));
        }

        snapshots.Publish(draft, new SnapshotManifest(
            SnapshotManifest.CurrentFormat, name, DateTime.UtcNow, "linux-x64", "origin", ["0001_catalogue"],
            new SortedDictionary<string, StoreVersion>(SnapshotManifest.StoreNames.ToDictionary(store => store, _ => new StoreVersion(ServiceForm.Process, "Program", "1"))),
            ["postgres", "postgres/base", "postgres/base/1", "postgres/pg_notify", "redis", "storage", "storage/blobs", "storage/blobs/00"],
            [.. Content.Select(path => SnapshotTaker.Hash(draft, path))]));
    }

    private void Write(SnapshotManifest manifest, IEnumerable<(string Path, string Text)> files, TarEntry? first = null)
    {
        using var output = new GZipStream(File.Create(FilePath), CompressionLevel.Fastest);
        using var tar = new TarWriter(output, TarEntryFormat.Pax);
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, SnapshotManifest.FileName)
        {
            DataStream = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(manifest, StateJson.Default.SnapshotManifest)),
        });
        if (first is not null)
        {
            tar.WriteEntry(first);
        }

        foreach (var (path, text) in files)
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)) });
        }
    }

    private void AssertRefused(string reason)
    {
        Assert.Contains(reason, Assert.Throws<PlatformException>(() => archive.Import(FilePath, "theirs")).Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(state.File("snapshots")));
    }
}
