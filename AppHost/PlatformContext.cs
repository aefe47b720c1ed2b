using Platform.AppHost.Containers;
using Platform.AppHost.Faults;
using Platform.AppHost.Ports;
using Platform.AppHost.Snapshots;
using Platform.AppHost.State;
using Platform.Tools;

namespace Platform.AppHost;

/// <summary>What every part of the composition needs to know about the environment that it composes.</summary>
/// <param name="IsTest">The testing host runs it: nobody looks at a dashboard or a start report.</param>
/// <param name="Options">What the user chose.</param>
/// <param name="State">Where data, logs and secrets are kept. When it is temporary, data is written without fsync and removed afterwards.</param>
/// <param name="Ports">The ports of this environment.</param>
/// <param name="Relays">What stands in front of published ports when resources can be broken on purpose.</param>
/// <param name="Secrets">The passwords of this environment.</param>
/// <param name="Forms">The form of each backing service.</param>
/// <param name="ContainerEngine">What runs container forms.</param>
/// <param name="Tools">The programs of process forms.</param>
internal sealed record PlatformContext(
    bool IsTest,
    PlatformOptions Options,
    StateFolder State,
    PortAssignments Ports,
    FaultRelays Relays,
    Secrets Secrets,
    FormChoices Forms,
    ContainerEngine ContainerEngine,
    ToolSet Tools)
{
    /// <summary>Holds back starts while the stores' data is copied or replaced.</summary>
    public StartGate Starts { get; } = new();

    private readonly Lazy<bool> _hasCertificate = new(() => DeveloperCertificate.Find() is { IsUsable: true });

    /// <summary>
    /// Whether the environment is watched: when it is said, or from the default profile on. Tests and throw-away copies are not, unless
    /// it is said.
    /// </summary>
    public bool HasMonitoring => Options.Monitoring ?? (!IsTest && !Options.Isolated && Options.Profile >= Profile.Default);

    /// <summary>The port on which something offers HTTPS as well; null where no developer certificate is there. Tests do without.</summary>
    public int? HttpsPort(string name, int preferred) => !IsTest && _hasCertificate.Value ? Ports.Get($"{name}https", preferred) : null;
}
