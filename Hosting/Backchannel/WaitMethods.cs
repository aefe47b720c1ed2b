using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Hosting.Backchannel.Contract;
using Platform.Hosting.Backchannel.Rpc;
using Platform.Hosting.Notifications;

namespace Platform.Hosting.Backchannel;

/// <summary>Waiting until a resource is <c>healthy</c>, <c>up</c> or <c>down</c>.</summary>
internal sealed class WaitMethods(DistributedApplicationModel model, ResourceNotificationService notifications)
{
    public void AddTo(RpcMethods methods) => methods.Add<WaitRequest, WaitResponse>("WaitForResourceAsync", WaitAsync);

    private async Task<WaitResponse> WaitAsync(WaitRequest request, CancellationToken cancellationToken)
    {
        var ids = model.Resources
            .SelectMany(resource => resource.GetInstanceIds().Select(id => (resource.Name, Id: id)))
            .Where(i => Same(i.Id, request.ResourceName) || Same(i.Name, request.ResourceName))
            .Select(i => i.Id)
            .ToArray();
        if (ids.Length != 1)
        {
            return ids.Length == 0
                ? Failure($"Resource '{request.ResourceName}' was not found.") with { ResourceNotFound = true }
                : Failure($"Resource '{request.ResourceName}' has several instances. Name one of: {string.Join(", ", ids)}.");
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(request.TimeoutSeconds));
        try
        {
            return request.Status switch
            {
                "healthy" => await WaitUntilHealthyAsync(request.ResourceName, ids[0], timeout.Token),
                "up" => await WaitUntilUpAsync(request.ResourceName, ids[0], timeout.Token),
                "down" => Success(await WaitForAsync(ids[0], HasEnded, timeout.Token)),
                _ => Failure($"Status '{request.Status}' is unknown. Use healthy, up or down."),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failure($"Timed out waiting for resource '{request.ResourceName}'.") with { TimedOut = true };
        }
    }

    private async Task<WaitResponse> WaitUntilHealthyAsync(string name, string id, CancellationToken cancellationToken)
    {
        var change = await WaitForAsync(id, s => s is { HealthStatus: HealthStatus.Healthy, ResourceReadyEvent: not null } || HasEnded(s), cancellationToken);
        if (change.Snapshot.HealthStatus is not HealthStatus.Healthy)
        {
            return Failure($"Stopped waiting for resource '{name}' to become healthy, because it is {change.Snapshot.State?.Text}.");
        }

        await change.Snapshot.ResourceReadyEvent!.EventTask.WaitAsync(cancellationToken);
        return Success(change);
    }

    private async Task<WaitResponse> WaitUntilUpAsync(string name, string id, CancellationToken cancellationToken)
    {
        var change = await WaitForAsync(id, s => s.State?.Text == KnownResourceStates.Running || HasEnded(s), cancellationToken);
        return Success(change) with
        {
            Success = change.Snapshot.State?.Text == KnownResourceStates.Running,
            ErrorMessage = change.Snapshot.State?.Text == KnownResourceStates.Running ? null : $"Resource '{name}' is {change.Snapshot.State?.Text}, not Running.",
        };
    }

    private async Task<ResourceEvent> WaitForAsync(string id, Func<CustomResourceSnapshot, bool> condition, CancellationToken cancellationToken)
    {
        await foreach (var change in notifications.WatchAsync(cancellationToken))
        {
            if (Same(change.ResourceId, id) && condition(change.Snapshot))
            {
                return change;
            }
        }

        throw new DistributedApplicationException("The application stops.");
    }

    private static bool HasEnded(CustomResourceSnapshot snapshot) =>
        KnownResourceStates.TerminalStates.Contains(snapshot.State?.Text) || snapshot.ExitCode is not null;

    private static WaitResponse Success(ResourceEvent change) =>
        new() { Success = true, State = change.Snapshot.State?.Text, HealthStatus = change.Snapshot.HealthStatus?.ToString() };

    private static WaitResponse Failure(string message) => new() { Success = false, ErrorMessage = message };

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
