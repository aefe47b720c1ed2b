using System.Diagnostics;
using Npgsql;
using Platform.Api.Data;
using Platform.Api.Data.Seeding;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Configuration;

namespace Platform.Api.Commands;

/// <summary>
/// Runs <c>migrate</c> and <c>seed</c>. The program does nothing else then: neither the web host nor EF Core is loaded,
/// because every start of the environment waits for this.
/// </summary>
internal static class DatabaseCommand
{
    /// <summary>Runs the command and returns the exit code: 0 done, 1 failed with one line on the error output.</summary>
    public static Task<int> RunAsync(CommandLine line, CancellationToken cancellationToken) =>
        RunAsync(line, MigrationChain.OfThisProgram, Console.Error, cancellationToken);

    internal static async Task<int> RunAsync(
        CommandLine line, Func<IReadOnlyList<MigrationLink>> chain, TextWriter errors, CancellationToken cancellationToken)
    {
        try
        {
            await RunCoreAsync(line, chain, errors, cancellationToken);
            return 0;
        }
        catch (Exception e) when (e is DataException or ArgumentException or NpgsqlException or IOException)
        {
            await errors.WriteLineAsync(Explain(e));
            return 1;
        }
    }

    private static async Task RunCoreAsync(
        CommandLine line, Func<IReadOnlyList<MigrationLink>> chain, TextWriter errors, CancellationToken cancellationToken)
    {
        if (line.Seed && Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") is "Production" or "Staging")
        {
            throw new ArgumentException("The test data is for development: its users have known passwords. It is not put into Production or Staging.");
        }

        if (line.Check || line.Script)
        {
            MigrationChain.ThrowIfConflicting(chain());
        }

        if (line.Script)
        {
            Console.WriteLine(ModelCommand.Script());
            return;
        }

        const string key = $"ConnectionStrings__{ResourceNames.ShopDb}";
        var connectionString = SecretFiles.Find(key) is { Length: > 0 } value
            ? value
            : throw new ArgumentException(
                $"{key} is not set. Set it to the owner's connection string, for example 'Host=127.0.0.1;Port=5432;Database=shopdb;Username=owner;Password=...'.");

        var started = Stopwatch.GetTimestamp();
        await using var database = Database.CreateDataSource(QuickSettings(connectionString));
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (await NothingToDo.CheckAsync(connection, line, cancellationToken))
        {
            Console.WriteLine("Nothing to do: the database is up to date.");
            return;
        }

        if (line.Check)
        {
            await ModelCommand.CheckAsync(connection, cancellationToken);
            Console.WriteLine("The model and the database agree, and no migration is pending.");
            return;
        }

        if (line.Verb == "migrate")
        {
            var applied = await new Migrator(connection, errors.WriteLine) { Chain = chain }.ApplyAsync(cancellationToken);
            Console.WriteLine(applied.Count == 0 ? "No migration is pending." : $"Applied {string.Join(", ", applied)}.");
        }

        if (line.Seed)
        {
            var seeded = await new Seeder(connection).ApplyAsync(line.Scale, cancellationToken);
            Console.WriteLine(seeded ? $"Seeded the test data, scale {line.Scale}." : "The test data is in place.");
        }

        Console.WriteLine($"Done in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.00} s.");
    }

    // One connection: a pool would cost more than the work. It is waited for longer than a request would wait.
    private static string QuickSettings(string connectionString) => new NpgsqlConnectionStringBuilder(Database.WithDefaults(connectionString))
    {
        Timeout = 15,

        // A migration or a COPY takes as long as it takes.
        CommandTimeout = 0,
        Pooling = false,
        ApplicationName = ResourceNames.Migrations,
        KeepAlive = 30,
    }.ConnectionString;

    private static string Explain(Exception e) => e switch
    {
        PostgresException { SqlState: "42P01" } p => $"{p.MessageText}. Apply the migrations first: api migrate.",
        PostgresException p => $"The database refused: {p.MessageText} (SQL state {p.SqlState}).",
        NpgsqlException { InnerException: { } inner } => $"The database cannot be reached: {inner.Message}. Is {ResourceNames.Postgres} running?",
        _ => e.Message,
    };
}
