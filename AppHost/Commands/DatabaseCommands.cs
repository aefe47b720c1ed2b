using System.Globalization;
using Npgsql;
using Platform.AppHost.Processes;
using Platform.AppHost.Resources;

namespace Platform.AppHost.Commands;

/// <summary>What people do with the database from the dashboard. Migrations and seed are the program's that runs at every start.</summary>
internal static class DatabaseCommands
{
    public const string Migrate = "migrate";
    public const string Seed = "seed";
    public const string Reset = "reset-database";

    public const string Scale = "scale";
    private const int LargestScale = 10_000;

    /// <summary>Adds the commands.</summary>
    /// <param name="database">The resource that shows them.</param>
    /// <param name="migrations">The resource that applies migrations and seed, and ends.</param>
    /// <param name="redis">Emptied when the database is reset, because it caches what was in it.</param>
    /// <param name="platform">Holds the superuser's password.</param>
    public static IResourceBuilder<PostgresDatabaseResource> WithDatabaseCommands(
        this IResourceBuilder<PostgresDatabaseResource> database,
        IResourceBuilder<ProjectResource> migrations,
        IResourceBuilder<IRedisServer> redis,
        PlatformContext platform)
    {
        var run = new RerunResource(migrations.Resource);
        return database
            .WithCommand(Migrate, "Migrate", context => run.RunAsync(context.Services, "The database is up to date.", context.CancellationToken), new CommandOptions
            {
                Description = "Applies pending migrations.",
                IconName = "ArrowUpload",
                UpdateState = CommandState.WhenRunning,
            })
#pragma warning disable ASPIREINTERACTION001 // Command arguments: there is no other way to ask for the scale.
            .WithCommand(Seed, "Seed", context => SeedAsync(run, migrations.Resource, context), new CommandOptions
            {
                Description = "Puts the test data in place.",
                IconName = "DatabaseArrowUp",
                Arguments =
                [
                    new InteractionInput
                    {
                        Name = Scale,
                        Label = $"Scale (1 to {LargestScale})",
                        InputType = InputType.Number,
                        Value = "1",
                    },
                ],
#pragma warning restore ASPIREINTERACTION001
                UpdateState = CommandState.WhenRunning,
            })
            .WithCommand(Reset, "Reset database", context => ResetAsync(database.Resource, redis.Resource, run, platform, context), new CommandOptions
            {
                Description = "Drops the database and makes it again, migrated and seeded.",
                ConfirmationMessage = $"Every row in {database.Resource.Name} goes. Reset it?",
                IconName = "DatabaseWarning",
                UpdateState = CommandState.WhenRunning,
            });
    }

    private static Task<ExecuteCommandResult> SeedAsync(RerunResource run, IResource migrations, ExecuteCommandContext context)
    {
        var text = context.Arguments.TryGetByName(Scale, out var input) && input.Value is { Length: > 0 } value ? value : "1";
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var scale) || scale is < 1 or > LargestScale)
        {
            return Task.FromResult(CommandResults.Failure($"The scale is '{text}'; it must be a whole number from 1 to {LargestScale}."));
        }

        migrations.Annotations.OfType<SeedScale>().Single().Value = scale;
        return run.RunAsync(context.Services, $"The test data is in place, scale {scale}.", context.CancellationToken);
    }

    private static async Task<ExecuteCommandResult> ResetAsync(
        PostgresDatabaseResource database, IRedisServer redis, RerunResource run, PlatformContext platform, ExecuteCommandContext context)
    {
        try
        {
            var server = await ServerConnectionAsync(database, platform, context.CancellationToken);
            await ExecuteAsync(server, [$"DROP DATABASE IF EXISTS {database.Name} WITH (FORCE)", .. PostgresRoles.CreateDatabase(database.Name)], context.CancellationToken);
            server.Database = database.Name;
            await ExecuteAsync(server, PostgresRoles.PrepareDatabase, context.CancellationToken);
        }
        catch (NpgsqlException e)
        {
            return CommandResults.Failure($"{database.Name} was not reset: {e.Message}");
        }

        var migrated = await run.RunAsync(context.Services, "The database is new, migrated and seeded.", context.CancellationToken);
        var flushed = await CacheCommands.FlushAsync(redis, context.CancellationToken);
        return migrated.Success && !flushed.Success ? flushed : migrated;
    }

    private static async Task<NpgsqlConnectionStringBuilder> ServerConnectionAsync(
        PostgresDatabaseResource database, PlatformContext platform, CancellationToken cancellationToken) =>
        new(await database.ConnectionStringExpression.GetValueAsync(cancellationToken))
        {
            Username = PostgresRoles.Superuser,
            Password = platform.Secrets.Get($"{database.Parent.Name}-{PostgresRoles.Superuser}"),
            Database = PostgresRoles.Superuser,
            Pooling = false,
        };

    private static async Task ExecuteAsync(NpgsqlConnectionStringBuilder settings, IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
