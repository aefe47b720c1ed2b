using System.Globalization;
using System.Runtime.InteropServices;
using Platform.AppHost.State;
using Platform.ServiceDefaults;
using Platform.Tools;

namespace Platform.AppHost.Snapshots;

/// <summary>Which files the stores of this environment write, and whether they can read those of a snapshot.</summary>
internal static class StoreVersions
{
    public const string PostgreSQL = "PostgreSQL";

    // The first line of the object store's index manifest is "platform-objectstore-index 1".
    private const string StorageFormat = "1";

    // The version of a drive's format, in .minio.sys/format.json.
    private const string MinioFormat = "1";

    private static readonly string Machine =
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>What a new snapshot's manifest says; files and folders are added later.</summary>
    public static SnapshotManifest Describe(SnapshotContext context, string name, DateTime created, IReadOnlyList<string> migrations) => new(
        SnapshotManifest.CurrentFormat, name, created, Machine, SnapshotSecrets.Origin(context.Secrets), migrations, Of(context), [], []);

    /// <exception cref="PlatformException">This environment cannot use the snapshot; every reason is named.</exception>
    public static void Check(SnapshotContext context, SnapshotManifest snapshot)
    {
        var problems = new List<string>();
        if (snapshot.Machine != Machine)
        {
            problems.Add($"it was taken on {snapshot.Machine} and this is {Machine}, and PostgreSQL's files fit one kind of machine only");
        }

        foreach (var (store, here) in Of(context))
        {
            var there = snapshot.Stores[store];
            if (there.Form != here.Form && !FormData.IsShared(store))
            {
                problems.Add($"its {store} ran as {Text(there.Form)} and here it runs as {Text(here.Form)} (start this clone with Platform__Forms__{store}={Text(there.Form)} first)");
            }
            else if (!CanRead(here, there.Program, there.Version))
            {
                problems.Add($"its {store} was written by {there.Program} (files of version {there.Version}) and here runs {here.Program} (version {here.Version})");
            }
        }

        if (snapshot.Migrations.Except(KnownMigrations()).ToArray() is { Length: > 0 } unknown)
        {
            problems.Add($"its database has migrations that this clone does not know ({string.Join(", ", unknown)}): update the clone first");
        }

        if (problems.Count > 0)
        {
            throw new PlatformException($"The snapshot '{snapshot.Name}' cannot be restored: {string.Join("; ", problems)}. Nothing was changed.");
        }
    }

    /// <summary>Whether the clone has migrations that the snapshot's database lacks.</summary>
    public static bool NeedsMigrating(SnapshotManifest snapshot) => KnownMigrations().Except(snapshot.Migrations).Any();

    // Files 0001_catalogue.sql and so on; grants.sql is none.
    private static string[] KnownMigrations() =>
        [.. Directory.EnumerateFiles(Path.Combine(Clone.Folder, "Api", "Data", "Migrations"), "*_*.sql").Select(Path.GetFileNameWithoutExtension).Order()!];

    /// <summary>Which files a store writes here.</summary>
    /// <param name="store">The store.</param>
    /// <param name="form">How it runs.</param>
    /// <param name="tools">The programs of process forms.</param>
    public static StoreVersion Of(string store, ServiceForm form, ToolSet tools) => (store, form) switch
    {
        (ResourceNames.Postgres, ServiceForm.Container) => new(form, PostgreSQL, Text(ContainerImages.Postgres.MajorVersion)),
        (ResourceNames.Postgres, _) => new(form, PostgreSQL, Text(tools.Postgres.MajorVersion)),
        (ResourceNames.Redis, ServiceForm.Container) => new(form, nameof(RedisKind.Redis), RdbVersion(ContainerImages.Redis.Tag)),
        (ResourceNames.Redis, _) => new(form, tools.Redis.Kind.ToString(), tools.Redis.Kind is RedisKind.Redis ? RdbVersion(tools.Redis.Version) : tools.Redis.Version),
        (_, ServiceForm.Container) => new(form, "MinIO", MinioFormat),
        _ => new(form, "ObjectStore", StorageFormat),
    };

    /// <summary>Whether a store can go on with files. Redis reads older RDB files than it writes; the others have to be the same.</summary>
    /// <param name="here">The store.</param>
    /// <param name="program">What wrote the files.</param>
    /// <param name="version">Their version.</param>
    public static bool CanRead(StoreVersion here, string program, string version) => program == here.Program
        && (here.Version == version
            || (program == nameof(RedisKind.Redis) && int.TryParse(version, out var written) && written <= int.Parse(here.Version, CultureInfo.InvariantCulture)));

    private static SortedDictionary<string, StoreVersion> Of(SnapshotContext context) => new(
        SnapshotManifest.StoreNames.ToDictionary(store => store, store => Of(store, context.Forms.IsContainer(store) ? ServiceForm.Container : ServiceForm.Process, context.Tools)),
        StringComparer.Ordinal);

    // RDB_VERSION in src/rdb.h of each release.
    private static string RdbVersion(string serverVersion) => Version.Parse(serverVersion) switch
    {
        { Major: < 7 } => "9",
        { Major: 7, Minor: < 2 } => "10",
        { Major: 7, Minor: < 4 } => "11",
        _ => "12",
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(ServiceForm form) => form.ToString().ToLowerInvariant();
}
