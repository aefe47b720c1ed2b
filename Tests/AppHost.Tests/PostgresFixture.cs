using System.Diagnostics;
using Npgsql;
using Platform.AppHost.Ports;
using Platform.AppHost.Processes;
using Platform.AppHost.State;
using Platform.Tools;

namespace Platform.AppHost.Tests;

/// <summary>A new data directory from the template, and the server on it as the AppHost starts it.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private readonly PortReservation reservation = PortReservation.TakeAny();
    private readonly TemporaryFolder folder = new();
    private Process? parent;

    internal PostgresTool Tool { get; private set; } = null!;

    internal PostgresCluster Cluster { get; private set; } = null!;

    internal Secrets Secrets { get; private set; } = null!;

    /// <summary>What the server logged.</summary>
    internal string Log { get; private set; } = "";

    private StateFolder State => StateFolder.At(StateFolder.PathFor(folder.Path, null));

    public async ValueTask InitializeAsync()
    {
        Tool = (await new Toolbox().EnsureAsync([ToolNames.Postgres])).Postgres;
        Secrets = new Secrets(State);
        Cluster = NewCluster(Tool);
        await Cluster.PrepareAsync(CancellationToken.None);
        Start();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        reservation.Dispose();
        folder.Dispose();
    }

    /// <summary>Another view of the same data directory.</summary>
    internal PostgresCluster NewCluster(PostgresTool tool) => new(
        tool, State.Data("postgres"), new PostgresTemplate(tool, "shopdb", folder.File("cache")), Secrets, isTest: false);

    internal NpgsqlConnection Connect(string role, string? password = null, string database = "shopdb") => new(
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = reservation.Port,
            Database = database,
            Username = role,
            Password = password ?? Secrets.Get($"postgres-{role}"),
            Pooling = false,
        }.ConnectionString);

    internal async Task<object?> ExecuteAsync(string role, string sql, string database = "shopdb")
    {
        await using var connection = Connect(role, database: database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    internal int Port => reservation.Port;

    internal int ParentPid => parent!.Id;

    internal void Start()
    {
        var (program, arguments) = PostgresCommand.For(Tool, Cluster.DataFolder, Port);
        parent = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        parent.ErrorDataReceived += (_, line) => Log += $"{line.Data}\n";
        parent.BeginErrorReadLine();
        Assert.True(SpinWait.SpinUntil(() => Log.Contains("ready to accept connections") || parent.HasExited, TimeSpan.FromSeconds(30)), Log);
    }

    /// <summary>Stops the server as the engine does.</summary>
    internal async Task StopAsync()
    {
        if (parent is { HasExited: false })
        {
            Signal("TERM", parent.Id);
            await parent.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    internal void ClearLog() => Log = "";

    internal static void Signal(string signal, int pid) => ShortProcess.Run("kill", [$"-{signal}", $"{pid}"]);
}
