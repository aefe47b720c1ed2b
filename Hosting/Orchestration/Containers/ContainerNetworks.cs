using System.Security.Cryptography;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Orchestration;

/// <summary>The network that the application's containers share, and the names that they have on it.</summary>
internal sealed class ContainerNetworks(EngineHost engine, DistributedApplicationModel model, IConfiguration configuration, IHostEnvironment environment)
{
    private const int LongestApplicationName = 32;

    // Without Docker or Podman there will be no network; the containers then say so themselves.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private Task _ready = Task.CompletedTask;

    /// <summary>The engine's object for the network.</summary>
    public static string ObjectName => KnownNetworkIdentifiers.DefaultAspireContainerNetwork.Value;

    /// <summary>The name by which other containers reach a container.</summary>
    public static string HostName(IResource container) => $"{container.Name}.dev.internal";

    /// <summary>How a container is connected.</summary>
    /// <exception cref="DistributedApplicationException">An alias is meant for another network.</exception>
    public static ContainerNetworkConnectionConfig Connection(IResource container)
    {
        var aliases = container.Annotations.OfType<ContainerNetworkAliasAnnotation>().ToArray();
        return aliases.FirstOrDefault(a => a.Network != KnownNetworkIdentifiers.DefaultAspireContainerNetwork) is { } other
            ? throw new DistributedApplicationException($"The alias '{other.Alias}' of container '{container.Name}' is one of the network '{other.Network.Value}'. Containers have no other network than '{ObjectName}'.")
            : new() { Name = ObjectName, Aliases = [container.Name, HostName(container), .. aliases.Select(a => a.Alias)] };
    }

    /// <summary>Has the network made, if there are containers. With persistent ones it stays, too, for they are connected to it.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        var containers = model.GetContainerResources().ToArray();
        if (containers.Length is 0)
        {
            return;
        }

        var persistent = containers.Any(PersistentContainers.IsPersistent);
        var name = persistent
            ? $"aspire-persistent-network-{PersistentContainers.Suffix(configuration)}"
            : $"aspire-session-network-{RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz", 8)}";
        var application = new string([.. environment.ApplicationName.Where(char.IsAsciiLetterOrDigit)]).ToLowerInvariant();
        var client = (await engine.Session.WaitAsync(cancellationToken).ConfigureAwait(false)).Client;
        await client.CreateAsync(
            new ContainerNetwork
            {
                Metadata = new() { Name = ObjectName },
                Spec = new()
                {
                    NetworkName = application.Length is 0 ? name : $"{name}-{application[..Math.Min(application.Length, LongestApplicationName)]}",
                    Persistent = persistent ? true : null,
                },
            },
            cancellationToken).ConfigureAwait(false);
        _ready = Task.Run(() => WatchAsync(client, cancellationToken), cancellationToken);
    }

    /// <summary>Waits until the network is there. A container that is created before looks for it every second only.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAny(_ready, Task.Delay(s_patience, cancellationToken)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static async Task WatchAsync(DcpClient client, CancellationToken cancellationToken)
    {
        await foreach (var (_, network) in client.WatchAsync<ContainerNetwork>(cancellationToken).ConfigureAwait(false))
        {
            if (network.Status?.State is ContainerNetworkState.Running or ContainerNetworkState.FailedToStart)
            {
                return;
            }
        }
    }
}
