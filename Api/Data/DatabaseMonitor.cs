namespace Platform.Api.Data;

/// <summary>Reads something from the database every few seconds, for the metrics. While the database is gone the last measurement stands.</summary>
internal abstract class DatabaseMonitor(IHostApplicationLifetime lifetime) : PeriodicDatabaseWork(lifetime, TimeSpan.FromSeconds(5), isFirstAtOnce: true);
