using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Platform.Tools;

namespace Platform.Api.Tests.Fixtures;

/// <summary>A PostgreSQL server; quick rather than safe (nothing is flushed to disk) unless it is to be durable.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private readonly PostgresTool _tool;
    private readonly string _folder;
    private readonly bool _durable;
    private ServerProcess _process;

    private static readonly string[] Volatile =
        ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "dynamic_shared_memory_type=mmap", "-c", "shared_buffers=64MB"];

    // What the environment sets, as far as it matters under load.
    private static readonly string[] Durable =
        ["-c", "shared_buffers=128MB", "-c", "work_mem=16MB", "-c", "random_page_cost=1.1", "-c", "wal_compression=on", "-c", "checkpoint_timeout=15min", "-c", "jit=off"];

    private PostgresServer(PostgresTool tool, string folder, int port, bool durable)
    {
        _durable = durable;
        _tool = tool;
        _folder = folder;
        Port = port;
        _process = Launch();
    }

    public int Port { get; }

    /// <inheritdoc cref="ServerProcess.Id"/>
    public int ProcessId => _process.Id;

    public string ConnectionString(string database, string user = "owner") =>
        $"Host=127.0.0.1;Port={Port};Database={database};Username={user};Maximum Pool Size=20";

    public static async Task<PostgresServer> StartAsync(PostgresTool tool, string folder, bool durable = false)
    {
        await InitialiseAsync(tool, folder);
        var server = new PostgresServer(tool, folder, ServerProcess.FreePort(), durable);
        await server.UntilReadyAsync();
        await server.ExecuteAsync("postgres", "CREATE ROLE app LOGIN; CREATE ROLE readonly LOGIN");
        return server;
    }

    /// <summary>Ends the server, sessions included, as a crash of the machine's service would.</summary>
    public async Task StopAsync() => await _process.DisposeAsync();

    /// <summary>Kills the server as a crash would; its sessions notice and end.</summary>
    public async Task KillAsync()
    {
        // The first line of this file is the process ID.
        var lines = await File.ReadAllLinesAsync(Path.Combine(_folder, "postmaster.pid"));
        using (var server = Process.GetProcessById(int.Parse(lines[0], CultureInfo.InvariantCulture)))
        {
            server.Kill();
        }

        await _process.DisposeAsync();
    }

    /// <summary>Stops every process of the server in its tracks (SIGSTOP): connections stay open, and nobody answers. Linux only.</summary>
    public Task PauseAsync() => SignalAllAsync("STOP");

    /// <summary>Lets them go on.</summary>
    public Task ResumeAsync() => SignalAllAsync("CONT");

    /// <summary>Starts the server again. After a kill it may find sessions of before that have not ended yet; it is then started once more.</summary>
    public async Task RestartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            _process = Launch();
            try
            {
                await UntilReadyAsync();
                return;
            }
            catch (InvalidOperationException) when (attempt < 20 && _process.Output.Contains("in use", StringComparison.Ordinal))
            {
                await _process.DisposeAsync();
            }
        }
    }

    private async Task SignalAllAsync(string signal)
    {
        var server = (await File.ReadAllLinesAsync(Path.Combine(_folder, "postmaster.pid")))[0];

        // After the name in parentheses come state and parent: 4711 (postgres) S 4700 ...
        var sessions = Directory.GetDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])).Where(folder =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(folder, "stat")).Split(')')[^1].Split(' ')[2] == server;
            }
            catch (IOException)
            {
                // It has ended.
                return false;
            }
        }).Select(folder => Path.GetFileName(folder)!);
        using var kill = Process.Start("kill", [$"-{signal}", server, .. sessions]);
        await kill.WaitForExitAsync();
    }

    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task InitialiseAsync(PostgresTool tool, string folder)
    {
        var (program, arguments) = AsOrdinaryUser(
            tool.Initdb, ["-D", folder, "-U", "owner", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"initdb failed: {await output}{error}");
        }
    }

    // PostgreSQL refuses to run as root; in a user namespace of its own it sees another user.
    private static (string Program, string[] Arguments) AsOrdinaryUser(string program, string[] arguments) =>
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess
            ? ("unshare", ["-U", "--map-user=1000", "--map-group=1000", "--", program, .. arguments])
            : (program, arguments);

    private ServerProcess Launch()
    {
        var (program, arguments) = AsOrdinaryUser(
            _tool.Server,
            [
                "-D", _folder, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=300",
                .. _durable ? Durable : Volatile,
            ]);
        return ServerProcess.Start(program, arguments, signal: "INT");
    }

    private Task UntilReadyAsync() => _process.UntilAsync(
        async () =>
        {
            try
            {
                await ExecuteAsync("postgres", "SELECT 1");
                return true;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        },
        "PostgreSQL");
}
