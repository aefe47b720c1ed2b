using System.Globalization;
using Platform.AppHost.State;
using Platform.Tools;

namespace Platform.AppHost.Processes;

/// <summary>One data directory: checked before anything starts, made when it is missing, and ready for the server to open.</summary>
internal sealed class PostgresCluster(PostgresTool tool, string dataFolder, PostgresTemplate template, Secrets secrets, bool isTest)
{
    public string DataFolder => dataFolder;

    /// <exception cref="PlatformException">The data is not a server's, was written by another major version, or another server has it open.</exception>
    public void Check() => Check(dataFolder, tool.MajorVersion);

    /// <summary>Looks at a data directory before a server of a major version opens it.</summary>
    /// <exception cref="PlatformException">The same.</exception>
    public static void Check(string dataFolder, int majorVersion)
    {
        if (!Directory.Exists(dataFolder))
        {
            return;
        }

        var versionFile = Path.Combine(dataFolder, "PG_VERSION");
        if (!File.Exists(versionFile))
        {
            throw new PlatformException($"{dataFolder} is no PostgreSQL data directory (it has no PG_VERSION). Move it away to begin with an empty database.");
        }

        var version = File.ReadAllText(versionFile).Trim();
        if (version != majorVersion.ToString(CultureInfo.InvariantCulture))
        {
            throw new PlatformException(
                $"The data in {dataFolder} was written by PostgreSQL {version}; this is PostgreSQL {majorVersion}. "
                + "Dump it with the old version and restore it into this one, or move the folder away to begin with an empty database.");
        }

        CheckNotOpen(dataFolder);
    }

    /// <exception cref="PlatformException">A server has the data open.</exception>
    public static void CheckNotOpen(string dataFolder)
    {
        if (PostgresLockFile.Read(dataFolder)?.Pid is { } pid)
        {
            throw new PlatformException($"The data in {dataFolder} is open in another PostgreSQL server (pid {pid}). Stop it: kill -INT {pid}");
        }
    }

    /// <summary>Makes the data directory if there is none, and writes the settings of this start.</summary>
    /// <exception cref="PlatformException">It cannot be made.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var isNew = !Directory.Exists(dataFolder);
        if (isNew)
        {
            await template.InstantiateAsync(
                dataFolder, PostgresRoles.All.Select(role => PostgresRoles.SetPassword(role, secrets.Get($"postgres-{role}"))), cancellationToken);
        }

        TakeFromContainer(dataFolder);
        PostgresSettings.Write(dataFolder, isTest, ServiceForm.Process);
        PostgresAccessRules.Write(dataFolder, ServiceForm.Process);
        if (isNew && !isTest)
        {
            // From here on the server flushes what it writes; what was copied has to be flushed once, and nobody waits for it.
            _ = FlushAsync();
        }
    }

    /// <summary>
    /// Makes data that a container has had open fit for a process: the files become this user's, and the lock of a container that
    /// was killed goes. It names process 1, which is the container's first and, to a process, the machine's.
    /// </summary>
    public static void TakeFromContainer(string dataFolder)
    {
        UnixUser.TakeAsRoot(dataFolder);
        var lockFile = Path.Combine(dataFolder, PostgresLockFile.FileName);
        if (File.Exists(lockFile) && File.ReadLines(lockFile).FirstOrDefault() is "1" or "-1")
        {
            CheckNotOpen(dataFolder);
            File.Delete(lockFile);
        }
    }

    /// <summary>The process of the server that has the data open; null when none has.</summary>
    public int? RunningPid() => PostgresLockFile.Read(dataFolder)?.Pid;

    private async Task FlushAsync()
    {
        var (program, arguments) = OrdinaryUser.Run(tool.Initdb, "--sync-only", "--pgdata", dataFolder);
        await ShortProcess.RunAsync(program, arguments, input: null, CancellationToken.None);
    }
}
