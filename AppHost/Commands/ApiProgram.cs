using System.Diagnostics;
using Platform.AppHost.Processes;
using Platform.AppHost.Resources;
using Platform.AppHost.State;
using Platform.ServiceDefaults;

namespace Platform.AppHost.Commands;

/// <summary>The API's program with a verb of its own: it works on the database, prints what it did, and ends.</summary>
internal static class ApiProgram
{
    /// <summary>Runs it.</summary>
    /// <param name="arguments">The verb and its arguments, such as <c>migrate --check</c>.</param>
    /// <param name="databaseUrl">The database; see <see cref="DatabaseUrl"/>.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(IEnumerable<string> arguments, string databaseUrl, CancellationToken cancellationToken)
    {
        using var api = Process.Start(new ProcessStartInfo(BuiltProgram.Named("Api").Executable, arguments)
        {
            Environment = { [$"ConnectionStrings__{ResourceNames.ShopDb}"] = databaseUrl, ["DOTNET_ENVIRONMENT"] = "Development" },
        })!;
        await using var killing = cancellationToken.Register(api.Kill);
        await api.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return api.ExitCode;
    }

    /// <summary>The address of a clone's database in the role that owns it, in the format of libpq.</summary>
    public static string DatabaseUrl(Secrets secrets, int port) =>
        $"postgresql://{PostgresRoles.Owner}:{secrets.Get($"{ResourceNames.Postgres}-{PostgresRoles.Owner}")}@127.0.0.1:{port}/{ResourceNames.ShopDb}";
}
