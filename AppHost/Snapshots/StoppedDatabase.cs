using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.AppHost.Commands;
using Platform.AppHost.Health;
using Platform.AppHost.Ports;
using Platform.AppHost.Processes;
using Platform.ServiceDefaults;

namespace Platform.AppHost.Snapshots;

/// <summary>The database of a clone that does not run: served, on a port of its own, for as long as a program works on it. Only for who holds the clone's lock.</summary>
internal sealed class StoppedDatabase(SnapshotContext context)
{
    private static readonly TimeSpan StartBound = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ProbePause = TimeSpan.FromMilliseconds(10);

    // Standard input is a pipe that only this program holds open: however this program ends, the read ends, and the server is told to.
    private const string Guard = """
        trap '' INT
        exec 3<&0
        "$@" </dev/null 3<&- &
        server=$!
        (read -r _ <&3; kill -TERM "$server") >/dev/null 2>&1 &
        wait "$server"
        """;

    private string Folder => context.Data(ResourceNames.Postgres);

    /// <summary>Starts the server, has the work done, and stops the server cleanly: what comes next may be a snapshot.</summary>
    /// <param name="work">Does it, given the database's URL.</param>
    /// <param name="cancellationToken">Ends the wait for the server.</param>
    /// <exception cref="PlatformException">There is no data, or the server does not start.</exception>
    public async Task<T> RunAsync<T>(Func<string, Task<T>> work, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Folder))
        {
            throw new PlatformException($"There is no data of {ResourceNames.Postgres} in {Folder} yet. Start the environment once: dotnet run --project AppHost");
        }

        if (context.Forms.IsContainer(ResourceNames.Postgres))
        {
            throw new PlatformException("PostgreSQL runs as a container here, and this clone does not run. Start it: dotnet run --project AppHost");
        }

        PostgresCluster.Check(Folder, context.Tools.Postgres.MajorVersion);
        PostgresSettings.Write(Folder, isTest: false, ServiceForm.Process);
        PostgresAccessRules.Write(Folder, ServiceForm.Process);
        using var port = PortReservation.TakeAny();
        using var server = Start(port.Port, out var log);
        try
        {
            await WaitUntilReadyAsync(server, port.Port, log, cancellationToken);
            return await work(ApiProgram.DatabaseUrl(context.Secrets, port.Port));
        }
        finally
        {
            await StopAsync(server);
        }
    }

    private Process Start(int port, out Task<string> log)
    {
        var (program, arguments) = PostgresCommand.For(context.Tools.Postgres, Folder, port);
        if (!OperatingSystem.IsWindows())
        {
            (program, arguments) = ("/bin/sh", ["-c", Guard, "sh", program, .. arguments]);
        }

        var server = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardError = true, WorkingDirectory = context.State.Path })!;
        log = server.StandardError.ReadToEndAsync(CancellationToken.None);
        return server;
    }

    private static async Task WaitUntilReadyAsync(Process server, int port, Task<string> log, CancellationToken cancellationToken)
    {
        var probe = new PostgresProbe(_ => ValueTask.FromResult(port), PostgresRoles.Owner, ResourceNames.ShopDb);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(StartBound);
        var last = "";
        try
        {
            while (await probe.CheckHealthAsync(new HealthCheckContext(), bound.Token) is { Status: not HealthStatus.Healthy } answer)
            {
                last = answer.Description ?? "";
                if (server.HasExited)
                {
                    throw new PlatformException($"PostgreSQL ended while it was started on the stopped data: {(await log).TrimEnd().Split('\n')[^1]}");
                }

                await Task.Delay(ProbePause, bound.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PlatformException($"PostgreSQL (pid {server.Id}) does not answer {StartBound.TotalSeconds:0} s after it was started on the stopped data: {last}");
        }
    }

    private async Task StopAsync(Process server)
    {
        if (OperatingSystem.IsWindows())
        {
            await PostgresProgram.RunAsync(context.Tools.Postgres.PgCtl, ["stop", "--mode=fast", "--pgdata", Folder], input: null, CancellationToken.None);
        }

        server.StandardInput.Close();
        await server.WaitForExitAsync(CancellationToken.None);
    }
}
