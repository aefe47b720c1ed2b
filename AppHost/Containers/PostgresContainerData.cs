using System.Text;
using Platform.AppHost.Processes;
using Platform.AppHost.State;

namespace Platform.AppHost.Containers;

/// <summary>
/// The data folder of a PostgreSQL server that runs as a container. The image makes the data when there is none, and runs scripts
/// that bring it to what the process form makes of its own: the same roles, database, extensions and rules of sorting.
/// </summary>
/// <param name="dataFolder">The folder, which becomes the container's.</param>
/// <param name="scriptsFolder">Where scripts for the image are written.</param>
/// <param name="database">The shop's database.</param>
/// <param name="secrets">The roles' passwords.</param>
/// <param name="isTest">Nothing of it needs to survive.</param>
internal sealed class PostgresContainerData(string dataFolder, string scriptsFolder, string database, Secrets secrets, bool isTest)
{
    /// <summary>Where the image keeps its data.</summary>
    public const string Target = "/var/lib/postgresql/data";

    /// <summary>Where the image looks for scripts.</summary>
    public const string ScriptsTarget = "/docker-entrypoint-initdb.d";

    // Its last line is what makes the data complete: a kill before leaves data without it. The image runs this itself, or in its
    // own shell where a file cannot be marked as a program.
    private const string SettingsScript = $"""
        cp {ScriptsTarget}/{PostgresSettings.FileName} {ScriptsTarget}/{PostgresAccessRules.FileName} "$PGDATA"
        printf "\ninclude_if_exists = '{PostgresSettings.FileName}'\n" >> "$PGDATA/postgresql.conf"

        """;

    /// <summary>Arguments of initdb, as POSTGRES_INITDB_ARGS takes them.</summary>
    public static string InitialisationArguments(int majorVersion) =>
        string.Join(' ', ["--encoding=UTF8", .. PostgresTemplate.LocaleOptions(majorVersion), .. PostgresTemplate.AuthenticationOptions]);

    /// <exception cref="PlatformException">The data is not a server's, was written by another major version, or another server has it open.</exception>
    public void Check(int majorVersion)
    {
        if (IsEmpty || IsIncomplete)
        {
            PostgresCluster.CheckNotOpen(dataFolder);
            return;
        }

        PostgresCluster.Check(dataFolder, majorVersion);
        if (!IncludesSettings)
        {
            throw new PlatformException(
                $"The data in {dataFolder} is that of a PostgreSQL server which was not set up here: its postgresql.conf does not include {PostgresSettings.FileName}. "
                + $"To use it as it is, append the line include_if_exists = '{PostgresSettings.FileName}' there; or move the folder away to begin with an empty database.");
        }
    }

    /// <summary>Gets the folder and the scripts ready for the image, and writes the settings of this start.</summary>
    /// <exception cref="PlatformException">They cannot be written.</exception>
    public void Prepare()
    {
        try
        {
            OwnerOnly.CreateFolder(Path.GetDirectoryName(dataFolder)!);
            SetIncompleteAside();
            OwnerOnly.CreateFolder(dataFolder);
            WriteScripts();
            if (File.Exists(VersionFile))
            {
                PostgresSettings.Write(dataFolder, isTest, ServiceForm.Container);
                PostgresAccessRules.Write(dataFolder, ServiceForm.Container);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException($"PostgreSQL's data directory {dataFolder} cannot be prepared: {e.Message}", e);
        }
    }

    private string VersionFile => Path.Combine(dataFolder, "PG_VERSION");

    // Beside the data from before its first start until the data is seen to be complete.
    private string FirstStartMark => $"{dataFolder}.first-start";

    private bool IsEmpty => !Directory.Exists(dataFolder) || !Directory.EnumerateFileSystemEntries(dataFolder).Any();

    // The last thing that a first start does.
    private bool IncludesSettings
    {
        get
        {
            var settings = Path.Combine(dataFolder, "postgresql.conf");
            return File.Exists(settings) && File.ReadAllText(settings).Contains($"'{PostgresSettings.FileName}'", StringComparison.Ordinal);
        }
    }

    // Data that was not begun here is somebody's, however little of it we know.
    private bool IsIncomplete => File.Exists(FirstStartMark) && !IsEmpty && !(File.Exists(VersionFile) && IncludesSettings);

    // The image itself would take what an interrupted first start has left for a database.
    private void SetIncompleteAside()
    {
        if (IsIncomplete)
        {
            var aside = $"{dataFolder}.incomplete-{DateTime.UtcNow:yyyyMMddHHmmss}";
            Directory.Move(dataFolder, aside);
            Console.Error.WriteLine($"PostgreSQL's first start was interrupted before its data was complete. That is in {aside} now, and it begins anew.");
        }

        if (IsEmpty)
        {
            File.WriteAllText(FirstStartMark, "");
        }
        else
        {
            File.Delete(FirstStartMark);
        }
    }

    // Only this user can get at them, whose folder they are in; the container's user, who may be another, has to read them.
    private void WriteScripts()
    {
        Directory.CreateDirectory(scriptsFolder);
        Write(PostgresSettings.FileName, PostgresSettings.Text(isTest, ServiceForm.Container));
        Write(PostgresAccessRules.FileName, PostgresAccessRules.Text(ServiceForm.Container));
        Write("10-roles.sql", Statements());
        Write("20-settings.sh", SettingsScript);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(scriptsFolder, (UnixFileMode)0b111_101_101);
        }
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(scriptsFolder, name);
        File.WriteAllText(path, text.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b110_100_100);
        }
    }

    private string Statements()
    {
        var script = new StringBuilder();
        string[] server =
        [
            .. PostgresRoles.ServerStatements,
            .. PostgresRoles.CreateDatabase(database),
            .. PostgresRoles.All.Select(role => PostgresRoles.SetPassword(role, secrets.Get($"postgres-{role}"))),
        ];
        script.AppendJoin(";\n", server).Append(";\n\\connect ").Append(database).Append('\n');
        return script.AppendJoin(";\n", PostgresRoles.PrepareDatabase).Append(";\n").ToString();
    }
}
