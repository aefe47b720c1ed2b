using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.LogShipper.Setup;

namespace Platform.LogShipper.Kibana;

/// <summary>
/// Brings saved objects, connectors and rules to Kibana, each under an id of its own, in the place of what an earlier run brought:
/// https://www.elastic.co/docs/api/doc/kibana/group/endpoint-saved-objects, .../group/endpoint-connectors and .../group/endpoint-alerting.
/// </summary>
internal sealed class KibanaSetup(SetupClient client, KibanaSettings settings)
{
    // What a rule or a connector is, cannot be changed.
    private static readonly string[] Fixed = ["rule_type_id", "consumer", "enabled", "connector_type_id"];

    /// <returns>How many objects, connectors and rules there are.</returns>
    /// <exception cref="SetupException">Kibana refused one.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await client.WaitAsync("/api/status", cancellationToken);
        var count = await ImportAsync(SavedObjects.Read(settings.Folder), cancellationToken);

        // Rules name the connectors that tell of them.
        foreach (var (folder, path) in new[] { ("connectors", "/api/actions/connector"), ("rules", "/api/alerting/rule") })
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(settings.Folder, folder), "*.json"))
            {
                await PutAsync($"{path}/{Path.GetFileNameWithoutExtension(file)}", SavedObjects.Encode(await File.ReadAllTextAsync(file, cancellationToken)), cancellationToken);
                count++;
            }
        }

        return count;
    }

    private async Task<int> ImportAsync(string lines, CancellationToken cancellationToken)
    {
        using var answer = JsonDocument.Parse(await client.SendAsync(HttpMethod.Post, "/api/saved_objects/_import?overwrite=true", () => Form(lines), cancellationToken));
        return answer.RootElement.GetProperty("success").GetBoolean()
            ? answer.RootElement.GetProperty("successCount").GetInt32()
            : throw new SetupException($"Kibana did not take all saved objects: {answer.RootElement.GetProperty("errors")}");
    }

    private static MultipartFormDataContent Form(string lines)
    {
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(lines));
        file.Headers.ContentType = new MediaTypeHeaderValue("application/ndjson");
        return new() { { file, "file", "objects.ndjson" } };
    }

    // A connector or a rule, made or put in the place of what is there.
    private async Task PutAsync(string path, JsonNode thing, CancellationToken cancellationToken)
    {
        var exists = await client.ExistsAsync(path, cancellationToken);
        if (exists)
        {
            foreach (var name in Fixed)
            {
                thing.AsObject().Remove(name);
            }
        }

        await client.SendAsync(exists ? HttpMethod.Put : HttpMethod.Post, path, thing.ToJsonString(), cancellationToken);
    }
}
