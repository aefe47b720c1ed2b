using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.LogShipper.Shipping;

/// <summary>Degraded while Elasticsearch takes no lines: they wait in their files, and the shipper itself is well.</summary>
internal sealed class DeliveryHealth(Delivery delivery) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        delivery.Problem is { } problem ? HealthCheckResult.Degraded($"Elasticsearch takes no lines: {problem}") : HealthCheckResult.Healthy());
}
