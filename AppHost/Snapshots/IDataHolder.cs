namespace Platform.AppHost.Snapshots;

/// <summary>Who holds the stores' data: the running environment, or nobody but the one that has the clone's lock.</summary>
internal interface IDataHolder
{
    /// <summary>The migrations that the database has.</summary>
    /// <exception cref="PlatformException">The database cannot be asked.</exception>
    Task<IReadOnlyList<string>> MigrationsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stops what has the data open: first those who use the stores, so that what they have begun is finished, then the stores.
    /// </summary>
    /// <param name="drain">Whether the stores wait for their users; not when the data goes anyway.</param>
    /// <exception cref="PlatformException">Something does not stop.</exception>
    Task StopAsync(bool drain);

    /// <summary>Starts again what was stopped, and waits until it is healthy.</summary>
    /// <param name="migrate">Whether the database may lack migrations or test data.</param>
    /// <exception cref="PlatformException">Something does not start.</exception>
    Task StartAsync(bool migrate);
}
