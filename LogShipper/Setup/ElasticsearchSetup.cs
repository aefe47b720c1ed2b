using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.LogShipper.Setup;

/// <summary>Lifecycle, index template, roles and users, in the order in which they need each other.</summary>
internal sealed class ElasticsearchSetup(SetupClient client, SetupSettings settings)
{
    /// <summary>The user that adds lines.</summary>
    public const string Writer = "log_shipper";

    /// <summary>The user that reads lines.</summary>
    public const string Reader = "log_reader";

    private const string WriterRole = "log_writer";
    private const string ReaderRole = "log_reader";
    private const string Name = "logs-platform";

    /// <exception cref="SetupException">A part was refused.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await client.WaitAsync("/_cluster/health?wait_for_status=yellow&timeout=1s", cancellationToken);
        await client.SendAsync(HttpMethod.Put, $"/_ilm/policy/{Name}", Lifecycle(settings.RetentionDays), cancellationToken);
        await client.SendAsync(HttpMethod.Put, $"/_index_template/{Name}", SetupFile.Read("index-template.json"), cancellationToken);
        foreach (var role in new[] { WriterRole, ReaderRole })
        {
            await client.SendAsync(HttpMethod.Put, $"/_security/role/{role}", SetupFile.Read($"role-{role}.json"), cancellationToken);
        }

        await PutUserAsync(Writer, WriterRole, settings.WriterPassword, cancellationToken);
        await PutUserAsync(Reader, ReaderRole, settings.ReaderPassword, cancellationToken);
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

    private Task PutUserAsync(string name, string role, string password, CancellationToken cancellationToken) => client.SendAsync(
        HttpMethod.Put, $"/_security/user/{name}", $$"""{"password":{{Quote(password)}},"roles":["{{role}}"],"full_name":"Platform"}""", cancellationToken);

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
