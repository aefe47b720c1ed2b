using System.Globalization;
using Npgsql;

namespace Platform.Api.Data;

/// <summary>Lets one runner of migrations work at a time. Whoever waits is told for whom.</summary>
internal sealed class MigrationLock(NpgsqlConnection connection, Action<string> report)
{
    // Any number that no other program uses on this database.
    private const long Id = 7_310_001;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Reminder = TimeSpan.FromSeconds(30);

    // Of an advisory lock with a key of 64 bits pg_locks shows both halves.
    private static readonly string HolderSql = $"""
        SELECT a.pid, coalesce(a.application_name, ''), coalesce(a.query, ''), extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.query_start, a.backend_start))::float8
        FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.classid = {Id >> 32} AND l.objid = {Id & uint.MaxValue}
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """;

    /// <summary>Waits for the lock, for as long as it takes.</summary>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pause);
        var (waited, next) = (TimeSpan.Zero, Silence);
        while (!(await connection.QueryAsync($"SELECT pg_try_advisory_lock({Id})", row => row.GetBoolean(0), cancellationToken))[0])
        {
            if (waited >= next)
            {
                report($"Waiting for another runner of migrations: {await HolderAsync(cancellationToken)}.");
                next = waited + Reminder;
            }

            await timer.WaitForNextTickAsync(cancellationToken);
            waited += Pause;
        }
    }

    /// <summary>Gives the lock back. A connection that is gone has given it back by itself, and why it is gone is being told already.</summary>
    public async Task ReleaseAsync()
    {
        try
        {
            await connection.ExecuteAsync($"SELECT pg_advisory_unlock({Id})", CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
        }
    }

    private async Task<string> HolderAsync(CancellationToken cancellationToken)
    {
        var holders = await connection.QueryAsync(
            HolderSql, row => Describe(row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetDouble(3)), cancellationToken);

        // It may have ended just now.
        return holders.Count > 0 ? string.Join(", ", holders) : "its session is ending";
    }

    /// <summary>A session in one line: process, program, for how long, and its statement.</summary>
    internal static string Describe(int pid, string program, string statement, double seconds) => string.Create(
        CultureInfo.InvariantCulture,
        $"pid {pid} ({(program.Length > 0 ? program : "unnamed program")}, for {seconds:0} s: {Shortened(statement)})");

    private static string Shortened(string statement)
    {
        var line = string.Join(' ', statement.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > 120 ? $"{line[..120]}..." : line;
    }
}
