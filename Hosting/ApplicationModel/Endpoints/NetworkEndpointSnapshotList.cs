using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The address of an endpoint as one network sees it.</summary>
[DebuggerDisplay("NetworkID = {NetworkID}, Endpoint = {Snapshot}")]
public record NetworkEndpointSnapshot(ValueSnapshot<AllocatedEndpoint> Snapshot, NetworkIdentifier NetworkID);

/// <summary>The addresses of an endpoint on each network.</summary>
public class NetworkEndpointSnapshotList : IEnumerable<NetworkEndpointSnapshot>
{
    private readonly ConcurrentDictionary<NetworkIdentifier, ValueSnapshot<AllocatedEndpoint>> _snapshots = new();

    /// <summary>Sets the address on a network.</summary>
    public void AddOrUpdateAllocatedEndpoint(NetworkIdentifier networkId, AllocatedEndpoint endpoint) => For(networkId).SetValue(endpoint);

    /// <summary>The address on a network; waits until it is known.</summary>
    public Task<AllocatedEndpoint> GetAllocatedEndpointAsync(NetworkIdentifier networkId, CancellationToken cancellationToken = default) =>
        For(networkId).GetValueAsync(cancellationToken);

    /// <inheritdoc />
    public IEnumerator<NetworkEndpointSnapshot> GetEnumerator() =>
        _snapshots.Select(pair => new NetworkEndpointSnapshot(pair.Value, pair.Key)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal AllocatedEndpoint? TryGet(NetworkIdentifier networkId) =>
        _snapshots.TryGetValue(networkId, out var snapshot) && snapshot.IsValueSet
            ? snapshot.GetValueAsync().GetAwaiter().GetResult() // set, so it does not block
            : null;

    internal void Fail(NetworkIdentifier networkId, Exception exception) => For(networkId).SetException(exception);

    private ValueSnapshot<AllocatedEndpoint> For(NetworkIdentifier networkId) => _snapshots.GetOrAdd(networkId, _ => new());
}
