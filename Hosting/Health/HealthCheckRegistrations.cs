using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Platform.Hosting.Health;

/// <summary>Every health check that a resource names must be registered, or nobody would ever see the resource healthy.</summary>
internal sealed class HealthCheckRegistrations(DistributedApplicationModel model) : IValidateOptions<HealthCheckServiceOptions>
{
    public ValidateOptionsResult Validate(string? name, HealthCheckServiceOptions options)
    {
        var registered = options.Registrations.Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        var missing = model.Resources
            .SelectMany(r => r.Annotations.OfType<HealthCheckAnnotation>().Select(a => (r.Name, a.Key)))
            .Where(pair => !registered.Contains(pair.Key))
            .Select(pair => $"The health check '{pair.Key}' of resource '{pair.Name}' is not registered. Register it with Services.AddHealthChecks().")
            .ToArray();
        return missing.Length is 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(missing);
    }
}
