using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.LogShipper.Setup;

namespace Platform.LogShipper.Kibana;

/// <summary>
/// Brings saved objects and rules to Kibana, each under an id of its own, in the place of what an earlier run brought:
/// https://www.elastic.co/docs/api/doc/kibana/group/endpoint-saved-objects and .../group/endpoint-alerting.
/// </summary>
internal sealed class KibanaSetup(HttpClient http, SetupClient client, KibanaSettings settings)
{
    // What a rule is, cannot be changed.
    private static readonly string[] Fixed = ["rule_type_id", "consumer", "enabled"];

    /// <returns>How many objects and rules there are.</returns>
    /// <exception cref="SetupException">Kibana refused one.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await client.WaitAsync("/api/status", cancellationToken);
        var count = await ImportAsync(SavedObjects.Read(settings.Folder), cancellationToken);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(settings.Folder, "rules"), "*.json"))
        {
            await PutRuleAsync(Path.GetFileNameWithoutExtension(file), SavedObjects.Encode(await File.ReadAllTextAsync(file, cancellationToken)), cancellationToken);
            count++;
        }

        return count;
    }

    private async Task<int> ImportAsync(string lines, CancellationToken cancellationToken)
    {
        using var file = new ByteArrayContent(Encoding.UTF8.GetBytes(lines));
        file.Headers.ContentType = new MediaTypeHeaderValue("application/ndjson");
        using var form = new MultipartFormDataContent { { file, "file", "objects.ndjson" } };
        using var answer = JsonDocument.Parse(await client.SendAsync(HttpMethod.Post, "/api/saved_objects/_import?overwrite=true", form, cancellationToken));
        return answer.RootElement.GetProperty("success").GetBoolean()
            ? answer.RootElement.GetProperty("successCount").GetInt32()
            : throw new SetupException($"Kibana did not take all saved objects: {answer.RootElement.GetProperty("errors")}");
    }

    private async Task PutRuleAsync(string id, JsonNode rule, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync($"/api/alerting/rule/{id}", cancellationToken);
        var isNew = response.StatusCode is HttpStatusCode.NotFound;
        if (!isNew)
        {
            foreach (var name in Fixed)
            {
                rule.AsObject().Remove(name);
            }
        }

        await client.SendAsync(isNew ? HttpMethod.Post : HttpMethod.Put, $"/api/alerting/rule/{id}", rule.ToJsonString(), cancellationToken);
    }
}
