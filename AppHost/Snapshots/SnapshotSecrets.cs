using System.Security.Cryptography;
using System.Text;
using Platform.AppHost.Processes;
using Platform.AppHost.State;
using Platform.ServiceDefaults;
using Platform.Tools;

namespace Platform.AppHost.Snapshots;

/// <summary>
/// Data carries secrets of the clone that wrote it: the roles' passwords (as verifiers), and the API's key ring, sealed with
/// that clone's key. Restored elsewhere, the roles get this clone's passwords and the ring goes: the API makes a new one, and
/// who was signed in signs in again.
/// </summary>
internal static class SnapshotSecrets
{
    /// <summary>The same for the same secrets, and telling nothing about them: they are random and long.</summary>
    public static string Origin(Secrets secrets) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', PostgresRoles.All.Select(role => Password(secrets, role)).Append(secrets.GetKey("data-protection-key"))))));

    /// <summary>Gives a data directory, which no server has open, this clone's secrets.</summary>
    /// <exception cref="PlatformException">PostgreSQL cannot open it.</exception>
    public static async Task ReplaceAsync(SnapshotContext context, string postgresFolder, CancellationToken cancellationToken)
    {
        // Where PostgreSQL runs as a container, nobody has asked for it before.
        var tools = await new Toolbox().EnsureAsync([ToolNames.Postgres], ToolDisplay.Create(), cancellationToken);
        await new PostgresSingleUser(tools.Postgres, postgresFolder).ExecuteAsync(
            ResourceNames.ShopDb,
            [
                .. PostgresRoles.All.Select(role => PostgresRoles.SetPassword(role, Password(context.Secrets, role))),
                // The table is there once migrations have run.
                "DO $$ BEGIN IF to_regclass('public.data_protection_keys') IS NOT NULL THEN DELETE FROM data_protection_keys; END IF; END $$",
            ],
            cancellationToken);
    }

    private static string Password(Secrets secrets, string role) => secrets.Get($"{ResourceNames.Postgres}-{role}");
}
