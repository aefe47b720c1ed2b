using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.ServiceDefaults.Health;

/// <summary>
/// Holds a check to its time even when it does not heed its cancellation, as a client may not while it waits for a server that hangs.
/// One that still runs is not started again: probes would use up the connections.
/// </summary>
internal sealed class BoundedCheck(IHealthCheck check, BoundedCheck.Run last) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        lock (last)
        {
            if (last.Result is not { IsCompleted: false })
            {
                last.Result = Task.Run(() => check.CheckHealthAsync(context, cancellationToken), CancellationToken.None);
            }

            return last.Result.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The last run of a check, shared by all who ask.</summary>
    internal sealed class Run
    {
        public Task<HealthCheckResult>? Result { get; set; }
    }
}
