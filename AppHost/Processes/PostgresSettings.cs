using Platform.AppHost.State;

namespace Platform.AppHost.Processes;

/// <summary>
/// The server's settings, written to a file of their own at every start, so that they follow the program and not the age of
/// the data. What a user sets with ALTER SYSTEM wins over them.
/// </summary>
internal static class PostgresSettings
{
    public const string FileName = "platform.conf";

    private const string Common = """
        # Written at every start. To change a setting for this clone, use ALTER SYSTEM.
        max_connections = 200
        password_encryption = 'scram-sha-256'
        timezone = 'UTC'

        # A developer's machine: an SSD, memory shared with much else.
        shared_buffers = '128MB'
        effective_cache_size = '1GB'
        work_mem = '16MB'
        maintenance_work_mem = '128MB'
        random_page_cost = 1.1
        wal_compression = on
        checkpoint_timeout = '15min'
        jit = off

        # Each slow statement in the log, and all of them in pg_stat_statements.
        shared_preload_libraries = 'pg_stat_statements'
        track_io_timing = on
        log_min_duration_statement = '250ms'
        log_lock_waits = on
        log_temp_files = '16MB'
        log_checkpoints = off
        log_timezone = 'UTC'
        log_line_prefix = '%m [%p] %q%u@%d '

        """;

    private const string OfProcess = """
        listen_addresses = '127.0.0.1'
        unix_socket_directories = ''

        """;

    // Its port is published on this machine only.
    private const string OfContainer = """
        listen_addresses = '*'

        """;

    // A test's data is gone after the test; a crash may take it earlier. A server that a test kills cannot remove its shared memory:
    // in files of its data folder it goes with them.
    private const string Volatile = """
        fsync = off
        synchronous_commit = off
        full_page_writes = off
        dynamic_shared_memory_type = 'mmap'

        """;

    public static string Text(bool isTest, ServiceForm form) =>
        Common + (form is ServiceForm.Container ? OfContainer : OfProcess) + (isTest ? Volatile : "");

    public static void Write(string dataFolder, bool isTest, ServiceForm form) =>
        OwnerOnly.WriteAllText(Path.Combine(dataFolder, FileName), Text(isTest, form));
}
