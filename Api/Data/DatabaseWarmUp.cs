using Npgsql;

namespace Platform.Api.Data;

/// <summary>Opens the first connection beside the start of the web server, so that the first probe finds one in the pool.</summary>
internal sealed class DatabaseWarmUp(NpgsqlDataSource database) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = Task.Run(OpenAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task OpenAsync()
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync();
        }
        catch (NpgsqlException)
        {
            // The health check reports it, with the reason.
        }
    }
}
