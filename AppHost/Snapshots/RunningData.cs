using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.AppHost.Commands;
using Platform.AppHost.Processes;
using Platform.AppHost.Resources;

namespace Platform.AppHost.Snapshots;

/// <summary>The data of the running environment, which is stopped and started through the commands that people have, too.</summary>
/// <param name="services">The application's services.</param>
/// <param name="database">The shop's database.</param>
/// <param name="stores">The servers that hold data.</param>
/// <param name="users">What uses them.</param>
/// <param name="migrations">Applies migrations and test data, and ends.</param>
internal sealed class RunningData(
    IServiceProvider services, PostgresDatabaseResource database, IReadOnlyList<IResource> stores, IReadOnlyList<IResource> users, IResource migrations)
    : IDataHolder
{
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan HealthBound = TimeSpan.FromMinutes(2);

    private readonly ResourceCommandService commands = services.GetRequiredService<ResourceCommandService>();
    private readonly ResourceNotificationService notifications = services.GetRequiredService<ResourceNotificationService>();

    private readonly List<IResource> stopped = [];

    public async Task<IReadOnlyList<string>> MigrationsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(await database.ConnectionStringFor(PostgresRoles.Owner).GetValueAsync(cancellationToken) + ";Pooling=false");
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("""SELECT "MigrationId" FROM "__EFMigrationsHistory" ORDER BY 1""", connection);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var found = new List<string>();
            while (await reader.ReadAsync(cancellationToken))
            {
                found.Add(reader.GetString(0));
            }

            return found;
        }
        catch (NpgsqlException e)
        {
            throw new PlatformException($"{database.Name} cannot be asked for its migrations: {e.Message} Start what it needs, and try again.", e);
        }
    }

    public async Task StopAsync(bool drain)
    {
        foreach (var resource in stores.Concat(users).Append(migrations))
        {
            if (StateOf(resource) is "Starting" or "Waiting" or "Stopping" || (resource == migrations && StateOf(resource) == KnownResourceStates.Running))
            {
                throw new PlatformException($"{resource.Name} is {StateOf(resource)}. Try again when that is over.");
            }
        }

        stopped.AddRange(stores.Concat(users).Where(NeedsStart));
        var stopping = Task.WhenAll(users.Select(StopAsync));
        if (drain)
        {
            await stopping;
        }

        await Task.WhenAll(stores.Select(StopAsync).Append(stopping));
    }

    public async Task StartAsync(bool migrate)
    {
        var starting = stopped.ToList();
        if (migrate)
        {
            var first = starting.Where(stores.Contains).ToList();
            await Task.WhenAll(first.Select(StartAsync));
            await Task.WhenAll(first.Append(database).Select(WaitUntilHealthyAsync));
            var migrated = await new RerunResource(migrations).RunAsync(services, "", CancellationToken.None);
            if (!migrated.Success)
            {
                throw new PlatformException(migrated.Message!);
            }

            starting.RemoveAll(first.Contains);
        }

        // What waits for a store does so by itself.
        await Task.WhenAll(starting.Select(StartAsync));
        await Task.WhenAll(stopped.Append(database).Select(WaitUntilHealthyAsync));
        stopped.Clear();
    }

    private string? StateOf(IResource resource) =>
        notifications.TryGetCurrentState(resource.Name, out var current) ? current.Snapshot.State?.Text : null;

    // One that failed with the data as it is may well run with other data; one that a user stopped stays stopped.
    private bool NeedsStart(IResource resource) => notifications.TryGetCurrentState(resource.Name, out var current)
        && (current.Snapshot.State?.Text == KnownResourceStates.Running
            || current.Snapshot.State?.Text == KnownResourceStates.FailedToStart
            || current.Snapshot is { ExitCode: not (null or 0) });

    private async Task StopAsync(IResource resource)
    {
        if (StateOf(resource) == KnownResourceStates.Running)
        {
            await ExecuteAsync(resource, KnownResourceCommands.StopCommand);
            await notifications.WaitForResourceAsync(resource.Name, KnownResourceStates.TerminalStates).WaitAsync(StopBound);
        }
    }

    private Task StartAsync(IResource resource) => ExecuteAsync(resource, KnownResourceCommands.StartCommand);

    private async Task ExecuteAsync(IResource resource, string command)
    {
        var result = await commands.ExecuteCommandAsync(resource, command);
        if (!result.Success)
        {
            throw new PlatformException($"{resource.Name}: {command} failed. {result.Message}");
        }
    }

    private async Task WaitUntilHealthyAsync(IResource resource)
    {
        try
        {
            await notifications.WaitForResourceHealthyAsync(resource.Name).WaitAsync(HealthBound);
        }
        catch (Exception e) when (e is DistributedApplicationException or TimeoutException or OperationCanceledException)
        {
            throw new PlatformException($"{resource.Name} did not become healthy again: {e.Message} Its log says why.", e);
        }
    }
}
