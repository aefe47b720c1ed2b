using System.Security.Cryptography;
using System.Text;
using Platform.AppHost.State;
using Platform.Tools;

namespace Platform.AppHost.Processes;

/// <summary>
/// An initialised data directory in the user's cache, with roles (no passwords) and the database in it. Copying it is ten
/// times quicker than initdb. It is made once for a server version and this content, and appears whole or not at all.
/// </summary>
internal sealed class PostgresTemplate(PostgresTool tool, string database, string cacheFolder)
{
    private static readonly string[] InitdbOptions =
        ["--username", PostgresRoles.Superuser, "--encoding", "UTF8", "--no-sync", "--no-instructions", .. AuthenticationOptions];

    private readonly string[] serverScript = [.. PostgresRoles.ServerStatements, .. PostgresRoles.CreateDatabase(database)];

    /// <summary>Sorting that depends neither on the operating system nor on its version; the provider came with version 17.</summary>
    public static string[] LocaleOptions(int majorVersion) =>
        majorVersion >= 17 ? ["--locale-provider=builtin", "--locale=C.UTF-8"] : ["--locale=C"];

    /// <summary>Until the access rules are written.</summary>
    public static string[] AuthenticationOptions => ["--auth=trust"];

    private string Folder => Path.Combine(cacheFolder, "postgres", $"{tool.Version}-{Fingerprint()}");

    /// <summary>Makes a new data directory. Its folder appears when it is complete.</summary>
    /// <exception cref="PlatformException">A program failed, or a folder cannot be written.</exception>
    public async Task InstantiateAsync(string dataFolder, IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        var draft = $"{dataFolder}.new";
        try
        {
            Remove(draft);
            if (await EnsureAsync(cancellationToken) is { } template)
            {
                FolderCopy.Copy(template, draft);

                // A cache that was put back from an archive has other permissions, and the server refuses data that others may read.
                OwnerOnly.Restrict(draft);
            }
            else
            {
                await InitialiseAsync(draft, cancellationToken);
            }

            await RunSingleUserAsync(draft, PostgresRoles.Superuser, statements, cancellationToken);
            Directory.Move(draft, dataFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException($"PostgreSQL's data directory {dataFolder} cannot be made: {e.Message}", e);
        }
        finally
        {
            Remove(draft);
        }
    }

    // Null when the cache cannot be written: then every data directory is initialised by itself, which only takes longer.
    private async Task<string?> EnsureAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(Folder))
        {
            return Folder;
        }

        var draft = $"{Folder}.{Environment.ProcessId}-{Path.GetRandomFileName()}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Folder)!);
            await InitialiseAsync(draft, cancellationToken);
            Directory.Move(draft, Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process may have been quicker.
            return Directory.Exists(Folder) ? Folder : null;
        }
        finally
        {
            Remove(draft);
        }

        return Folder;
    }

    private async Task InitialiseAsync(string folder, CancellationToken cancellationToken)
    {
        await PostgresProgram.RunAsync(tool.Initdb, ["--pgdata", folder, .. InitdbOptions, .. LocaleOptions(tool.MajorVersion)], input: null, cancellationToken);
        await File.AppendAllTextAsync(
            Path.Combine(folder, "postgresql.conf"), $"{Environment.NewLine}include_if_exists = '{PostgresSettings.FileName}'{Environment.NewLine}", cancellationToken);
        PostgresAccessRules.Write(folder, ServiceForm.Process);
        await RunSingleUserAsync(folder, PostgresRoles.Superuser, serverScript, cancellationToken);
        await RunSingleUserAsync(folder, database, PostgresRoles.PrepareDatabase, cancellationToken);
    }

    // Nothing of it needs to survive a power cut: it is made again, or flushed later as a whole.
    private Task RunSingleUserAsync(string folder, string inDatabase, IEnumerable<string> statements, CancellationToken cancellationToken) =>
        new PostgresSingleUser(tool, folder, "fsync=off").ExecuteAsync(inDatabase, statements, cancellationToken);

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string Fingerprint()
    {
        var content = string.Join('\n', [.. InitdbOptions, .. LocaleOptions(tool.MajorVersion), PostgresAccessRules.Text(ServiceForm.Process), .. serverScript, .. PostgresRoles.PrepareDatabase]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)).AsSpan(0, 6));
    }
}
