using System.Text.Json.Nodes;

namespace Platform.AppHost.Monitoring;

/// <summary>
/// The files in which Prometheus finds what it watches and whom it tells. As a value of its environment they are written when it starts,
/// with the addresses as it sees them: from inside a container they are others than on this machine.
/// </summary>
/// <param name="folder">Where the files are written.</param>
/// <param name="resources">The model.</param>
/// <param name="prober">The prober, or null.</param>
/// <param name="alertmanager">Who is told.</param>
/// <param name="isContainer">Prometheus runs in a container.</param>
internal sealed class TargetFiles(
    string folder, IResourceCollection resources, EndpointReference? prober, EndpointReference alertmanager, bool isContainer)
    : IValueProvider, IManifestExpressionProvider, IValueWithReferences
{
    string IManifestExpressionProvider.ValueExpression => "targets.json";

    IEnumerable<object> IValueWithReferences.References => Endpoints;

    // Read when Prometheus starts, and everything is in the model.
    private IEnumerable<EndpointReference> Endpoints => ScrapeTarget.EndpointsOf(resources).Append(alertmanager);

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => GetValueAsync(new ValueProviderContext(), cancellationToken);

    public async ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default)
    {
        var seen = new Dictionary<(string, string), string>();
        foreach (var endpoint in Endpoints)
        {
            seen[KeyOf(endpoint)] = isContainer
                ? (await endpoint.Property(EndpointProperty.HostAndPort).GetValueAsync(context, cancellationToken))!
                : ScrapeTarget.OnThisMachine(endpoint);
        }

        Write(Path.Combine(folder, "targets.json"), ScrapeTarget.Of(resources, prober, endpoint => seen[KeyOf(endpoint)]));
        Write(Path.Combine(folder, "alertmanagers.json"), [new ScrapeTarget(seen[KeyOf(alertmanager)], new Dictionary<string, string>())]);
        return "targets.json";
    }

    private static (string, string) KeyOf(EndpointReference endpoint) => (endpoint.Resource.Name, endpoint.EndpointName);

    // Prometheus's format of file_sd_configs: [{ "targets": ["127.0.0.1:8080"], "labels": { "job": "api" } }]
    private static void Write(string path, IEnumerable<ScrapeTarget> targets) => File.WriteAllText(path, new JsonArray([.. targets.Select(target => new JsonObject
    {
        ["targets"] = new JsonArray(target.Address),
        ["labels"] = new JsonObject(target.Labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value))),
    })]).ToJsonString());
}
