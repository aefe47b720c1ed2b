namespace Platform.AppHost.Snapshots;

/// <summary>Who holds the stores' data: the running environment, or nobody but the one that has the clone's lock.</summary>
internal interface IDataHolder
{
    /// <summary>The migrations that the database has.</summary>
    /// <exception cref="PlatformException">The database cannot be asked.</exception>
    Task<IReadOnlyList<string>> MigrationsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stops what has the data open: first those who use the stores, so that what they have begun is finished, then the stores.
    /// Nothing of it can be started until <see cref="StartAsync"/>.
    /// </summary>
    /// <param name="purpose">What happens to the data then.</param>
    /// <exception cref="PlatformException">Something does not stop.</exception>
    Task StopAsync(StopPurpose purpose);

    /// <summary>Starts again what was stopped and waits until it is healthy; what still runs is left alone.</summary>
    /// <param name="migrate">Whether the database may lack migrations or test data.</param>
    /// <exception cref="PlatformException">Something does not start.</exception>
    Task StartAsync(bool migrate);

    /// <summary>Lets those who use the stores go on without them, where these must stay stopped.</summary>
    Task ReleaseAsync();
}

/// <summary>What the stores are stopped for.</summary>
internal enum StopPurpose
{
    /// <summary>Their data is copied: all of it has to be on the disk.</summary>
    Copy,

    /// <summary>Their data is replaced by data of this clone, which those who use them may meet as if nothing had happened.</summary>
    Replacement,

    /// <summary>Their data is replaced by data that is new to those who use them: they have to begin anew.</summary>
    NewBeginning,
}
