using Platform.AppHost.State;

namespace Platform.AppHost.Processes;

/// <summary>The rules for who may log in, which are not the user's to edit; written at every start.</summary>
internal static class PostgresAccessRules
{
    public const string FileName = "pg_hba.conf";

    public static string Text(ServiceForm form) => form is ServiceForm.Container ? OfContainer : OfProcess;

    public static void Write(string dataFolder, ServiceForm form) => OwnerOnly.WriteAllText(Path.Combine(dataFolder, FileName), Text(form));

    private const string OfProcess = """
        # Written at every start. Passwords only, from this machine only.
        host all all 127.0.0.1/32 scram-sha-256
        host all all ::1/128      scram-sha-256

        """;

    // The port is published on this machine only; who comes through it has an address of the engine's network.
    private const string OfContainer = """
        # Written at every start. Passwords only.
        local all all scram-sha-256
        host all all all scram-sha-256

        """;
}
