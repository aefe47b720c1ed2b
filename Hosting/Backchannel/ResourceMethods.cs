using System.Runtime.CompilerServices;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Platform.Hosting.Backchannel.Contract;
using Platform.Hosting.Backchannel.Rpc;
using Platform.Hosting.Dashboard;
using Platform.Hosting.Notifications;

namespace Platform.Hosting.Backchannel;

/// <summary>The state of the resources, once and as it changes.</summary>
internal sealed class ResourceMethods(DistributedApplicationModel model, ResourceNotificationService notifications, IConfiguration configuration)
{
    public void AddTo(RpcMethods methods)
    {
        methods.Add<ResourcesRequest, ResourcesResponse>("GetResourcesAsync", (request, _) => Task.FromResult(new ResourcesResponse([.. Get(request)])));
        methods.Add("GetResourceSnapshotsAsync", _ => Task.FromResult(Get(new()).ToArray()));
        methods.AddStream<ResourcesRequest, ResourceDescription>("WatchResourcesAsync", WatchAsync);
        methods.AddStream("WatchResourceSnapshotsAsync", cancellationToken => WatchAsync(new(), cancellationToken));
    }

    /// <summary>The states of all but the dashboard, in the form of the CLI's own backchannel.</summary>
    public async IAsyncEnumerable<ResourceState> WatchStatesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var change in notifications.WatchAsync(cancellationToken))
        {
            if (change.Resource.Name != DashboardHost.ResourceName)
            {
                yield return new(
                    change.Resource.Name,
                    change.Snapshot.ResourceType,
                    change.Snapshot.State?.Text ?? "Unknown",
                    [.. change.Snapshot.Urls.Where(url => url is { IsInactive: false, IsInternal: false }).Select(url => url.Url)],
                    change.Snapshot.HealthStatus?.ToString());
            }
        }
    }

    private IEnumerable<ResourceDescription> Get(ResourcesRequest request)
    {
        var secrets = GetSecrets();
        foreach (var id in model.Resources.SelectMany(resource => resource.GetInstanceIds()))
        {
            if (Matches(id, request) && notifications.TryGetCurrentState(id, out var state))
            {
                yield return ResourceDescriptions.Describe(state, secrets, ReadsJson(request));
            }
        }
    }

    private async IAsyncEnumerable<ResourceDescription> WatchAsync(ResourcesRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var change in notifications.WatchAsync(cancellationToken))
        {
            if (Matches(change.ResourceId, request))
            {
                // Secrets may be given while the application runs, so they are looked up each time.
                yield return ResourceDescriptions.Describe(change, GetSecrets(), ReadsJson(request));
            }
        }
    }

    private static bool Matches(string id, ResourcesRequest request) =>
        string.IsNullOrEmpty(request.Filter) || id.Contains(request.Filter, StringComparison.OrdinalIgnoreCase);

    private static bool ReadsJson(ResourcesRequest request) => request.ClientCapabilities.Contains("aux.v3", StringComparer.Ordinal);

    private HashSet<string> GetSecrets()
    {
        var parameters = model.Resources.OfType<ParameterResource>().Where(parameter => parameter.Secret).Select(Peek);
        var keys = new[] { DashboardKeys.OtlpApiKey, DashboardKeys.TelemetryApiKey, DashboardKeys.BrowserToken, DashboardKeys.ResourceServiceApiKey };
        return parameters.Concat(keys.Select(key => configuration[key])).OfType<string>().Where(value => value.Length > 0).ToHashSet(StringComparer.Ordinal);
    }

    // Without waiting for a value that is still being asked for.
    private static string? Peek(ParameterResource parameter)
    {
        try
        {
            return parameter.Pending is { Task.IsCompletedSuccessfully: false } ? null : parameter.ValueInternal;
        }
        catch (DistributedApplicationException)
        {
            return null;
        }
    }
}
