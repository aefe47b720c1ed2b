using Npgsql;
using Platform.AppHost.Commands;
using Platform.AppHost.Processes;
using Platform.AppHost.Resources;

namespace Platform.AppHost.Snapshots;

/// <summary>What of an environment holds the data and works on it.</summary>
/// <param name="Database">The shop's database.</param>
/// <param name="Stores">The servers that hold data.</param>
/// <param name="Users">What uses them.</param>
/// <param name="Migrations">Applies migrations and test data, and ends.</param>
internal sealed record DataResources(
    PostgresDatabaseResource Database, IReadOnlyList<IResource> Stores, IReadOnlyList<IResource> Users, IResource Migrations);

/// <summary>
/// The data of the running environment. Who uses the stores and the stores themselves are paused where they can be, and stopped
/// where they cannot.
/// </summary>
internal sealed class RunningData(
    IServiceProvider services, DataResources of, StartGate gate, Func<IResource, bool> startsAgain, Action<string> report) : IDataHolder
{
    private readonly RunningResources resources = new(services, startsAgain);
    private readonly HashSet<IResource> again = [];
    private readonly List<IResource> paused = [];
    private readonly List<IResource> pausedStores = [];

    private IResource Server => of.Database.Parent;

    public async Task<IReadOnlyList<string>> MigrationsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(await of.Database.ConnectionStringFor(PostgresRoles.Owner).GetValueAsync(cancellationToken) + ";Pooling=false");
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
            throw new PlatformException($"{of.Database.Name} cannot be asked for its migrations: {e.Message} Start what it needs, and try again.", e);
        }
    }

    public async Task StopAsync(StopPurpose purpose)
    {
        gate.Close([.. of.Stores, .. of.Users, of.Migrations]);
        foreach (var resource in of.Stores.Concat(of.Users).Append(of.Migrations))
        {
            if (resources.IsChanging(resource) || (resource == of.Migrations && resources.IsRunning(resource)))
            {
                throw new PlatformException($"{resource.Name} is {resources.StateOf(resource)}. Try again when that is over.");
            }
        }

        var phases = new StopReport(report);
        again.UnionWith(of.Stores.Concat(of.Users).Where(resource => resources.IsRunning(resource) || resources.HasFailed(resource)));
        var users = Task.WhenAll(of.Users.Select(user => PauseOrStopAsync(user, purpose, phases)));
        if (purpose is not StopPurpose.NewBeginning)
        {
            await users;
        }

        IResource[] running = [.. of.Stores.Where(resources.IsRunning)];
        await Task.WhenAll(running.Select(PauseOrStopStoreAsync).Append(users));
        phases.Tell(pausedStores, "paused");
        phases.Tell([.. running.Except(pausedStores)], "stopped");
    }

    public async Task StartAsync(bool migrate)
    {
        var phases = new StopReport(report);
        try
        {
            var starting = gate.Open();
            List<IResource> stores = [.. of.Stores.Where(store => again.Contains(store) && resources.IsStopped(store) && !starting.Contains(store))];
            List<IResource> users = [.. of.Users.Where(user => again.Contains(user) && resources.IsStopped(user) && !starting.Contains(user))];
            var serves = again.Contains(Server) || starting.Contains(Server);
            var toRun = Task.WhenAll(stores.Select(resources.StartAsync).Append(ResumeStoresAsync(phases)));
            if (migrate)
            {
                await toRun;
                await MigrateAsync(isLent: !serves);
                phases.Tell("the database is migrated");
            }

            // What waits for a store does so by itself, but not for one that was stopped on purpose.
            var isComplete = of.Stores.All(again.Contains);
            if (isComplete)
            {
                toRun = Task.WhenAll([toRun, .. users.Select(resources.StartAsync)]);
            }

            await toRun;
            IResource[] serving = [.. of.Stores.Where(again.Contains), .. serves ? [of.Database] : Array.Empty<IResource>()];
            await Task.WhenAll(serving.Select(resources.WaitUntilHealthyAsync));
            phases.Tell([.. of.Stores.Where(again.Contains)], "healthy again");
            if (!isComplete)
            {
                await Task.WhenAll(users.Select(resources.StartWithoutWaitingAsync));
            }

            await ResumeAsync(phases);

            // Without its database the API is not healthy, and was not before.
            IResource[] used = [.. of.Users.Where(again.Contains)];
            await Task.WhenAll(used.Select(user => serves ? resources.WaitUntilHealthyAsync(user) : resources.WaitUntilRunningAsync(user)));
            phases.Tell(used, serves ? "healthy again" : "running again");
        }
        finally
        {
            // Whatever failed, nobody is kept waiting.
            await ReleaseAsync();
            again.Clear();
        }
    }

    public async Task ReleaseAsync()
    {
        // A store that is still paused must not open data that may be unfinished.
        await Task.WhenAll(pausedStores.Select(resources.StopAsync));
        pausedStores.Clear();
        await Task.WhenAll(paused.Select(user => PausableOf(user)!.TryResumeAsync()));
        paused.Clear();
    }

    private static PausableAnnotation? PausableOf(IResource resource) => resource.Annotations.OfType<PausableAnnotation>().LastOrDefault();

    private async Task PauseOrStopAsync(IResource user, StopPurpose purpose, StopReport phases)
    {
        if (!resources.IsRunning(user))
        {
            return;
        }

        if (purpose is not StopPurpose.NewBeginning && PausableOf(user) is { } pausable && await pausable.TryPauseAsync())
        {
            paused.Add(user);
            phases.Tell([user], "paused");
            return;
        }

        await resources.StopAsync(user);
        phases.Tell([user], "stopped");
    }

    // Whatever data it is to have: it keeps nothing of what it had.
    private async Task PauseOrStopStoreAsync(IResource store)
    {
        if (PausableOf(store) is { } pausable && await pausable.TryPauseAsync())
        {
            lock (pausedStores)
            {
                pausedStores.Add(store);
            }

            return;
        }

        await resources.StopAsync(store);
    }

    private async Task ResumeStoresAsync(StopReport phases)
    {
        // One that ended meanwhile is among those that are started.
        await Task.WhenAll(pausedStores.Where(resources.IsRunning).Select(store => ResumeOrRestartAsync(store, phases)));
        pausedStores.Clear();
    }

    private async Task ResumeAsync(StopReport phases)
    {
        foreach (var user in paused.ToArray())
        {
            await ResumeOrRestartAsync(user, phases);
            paused.Remove(user);
        }
    }

    private async Task ResumeOrRestartAsync(IResource resource, StopReport phases)
    {
        if (!await PausableOf(resource)!.TryResumeAsync())
        {
            phases.Tell([resource], "restarted, because it cannot go on with this data");
            await resources.StopAsync(resource);
            await resources.StartAsync(resource);
        }
    }

    // A server that was stopped on purpose is lent: data without its migrations would be served when it is started later.
    private async Task MigrateAsync(bool isLent)
    {
        if (isLent)
        {
            await resources.StartAsync(Server);
        }

        await Task.WhenAll(resources.WaitUntilHealthyAsync(Server), resources.WaitUntilHealthyAsync(of.Database));
        var migrated = await new RerunResource(of.Migrations).RunAsync(services, "", CancellationToken.None);
        if (isLent)
        {
            await resources.StopAsync(Server);
        }

        if (!migrated.Success)
        {
            throw new PlatformException(migrated.Message!);
        }
    }
}
