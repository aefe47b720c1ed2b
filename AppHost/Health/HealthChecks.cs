using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.AppHost.Processes;
using Platform.AppHost.Resources;

namespace Platform.AppHost.Health;

/// <summary>Registers the checks of backing services under the names of their resources.</summary>
internal static class HealthChecks
{
    // A container engine takes connections before the server does, and may leave them without an answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <returns>The key for <c>WithHealthCheck</c>.</returns>
    public static string AddPostgresHealthCheck(this IDistributedApplicationBuilder builder, string resource, IPostgresServer server) =>
        builder.Add(resource, new PostgresProbe(server.Endpoint.PortAsync, PostgresRoles.App, resource));

    /// <returns>The key for <c>WithHealthCheck</c>.</returns>
    public static string AddRedisHealthCheck(this IDistributedApplicationBuilder builder, string resource, IRedisServer server) =>
        builder.Add(resource, new RedisProbe(server.ConnectAsync));

    private static string Add(this IDistributedApplicationBuilder builder, string resource, IHealthCheck check)
    {
        var key = $"{resource}_check";
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(key, check, failureStatus: null, tags: null, Patience));
        return key;
    }
}
