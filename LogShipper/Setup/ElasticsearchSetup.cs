using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.LogShipper.Setup;

/// <summary>Lifecycle, index template, roles and users, in the order in which they need each other.</summary>
internal sealed class ElasticsearchSetup(SetupClient client, SetupSettings settings)
{
    private const string Name = "logs-platform";

    /// <exception cref="SetupException">A part was refused.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await client.WaitAsync("/_cluster/health?wait_for_status=yellow&timeout=1s", cancellationToken);
        await client.SendAsync(HttpMethod.Put, $"/_ilm/policy/{Name}", Lifecycle(settings.RetentionDays), cancellationToken);
        await client.SendAsync(HttpMethod.Put, $"/_index_template/{Name}", SetupFile.Read("index-template.json"), cancellationToken);
        await PutUserAsync("log_shipper", "log_writer", settings.WriterPassword, cancellationToken);
        await PutUserAsync("log_reader", "log_reader", settings.ReaderPassword, cancellationToken);
        if (settings.LogstashPassword.Length > 0)
        {
            await PutUserAsync("logstash", "logstash_writer", settings.LogstashPassword, cancellationToken);
        }

        if (settings.KibanaPassword.Length > 0)
        {
            await client.SendAsync(HttpMethod.Post, "/_security/user/kibana_system/_password", $$"""{"password":{{Quote(settings.KibanaPassword)}} }""", cancellationToken);
        }
    }

    /// <summary>The lifecycle policy with its number of days.</summary>
    public static string Lifecycle(int days)
    {
        var policy = JsonNode.Parse(SetupFile.Read("lifecycle.json"))!;
        policy["policy"]!["phases"]!["delete"]!["min_age"] = string.Create(CultureInfo.InvariantCulture, $"{days}d");
        return policy.ToJsonString();
    }

    // A user with the one role.
    private async Task PutUserAsync(string name, string role, string password, CancellationToken cancellationToken)
    {
        await client.SendAsync(HttpMethod.Put, $"/_security/role/{role}", SetupFile.Read($"role-{role}.json"), cancellationToken);
        await client.SendAsync(
            HttpMethod.Put, $"/_security/user/{name}", $$"""{"password":{{Quote(password)}},"roles":["{{role}}"],"full_name":"Platform"}""", cancellationToken);
    }

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
