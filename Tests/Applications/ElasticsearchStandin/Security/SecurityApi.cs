using System.Text.Json;
using Platform.ElasticsearchStandin.Http;

namespace Platform.ElasticsearchStandin.Security;

/// <summary>Setting up roles and users: https://www.elastic.co/docs/api/doc/elasticsearch/group/endpoint-security.</summary>
internal static class SecurityApi
{
    private static readonly string[] ClusterPrivileges =
        ["all", "manage", "manage_ilm", "manage_index_templates", "manage_ingest_pipelines", "manage_security", "monitor", "none", "read_ilm"];

    private static readonly string[] Privileges =
    [
        "all", "auto_configure", "create", "create_doc", "create_index", "delete", "delete_index", "index", "maintenance", "manage",
        "manage_data_stream_lifecycle", "manage_failure_store", "manage_ilm", "monitor", "none", "read", "read_failure_store", "view_index_metadata", "write",
    ];

    public static void Map(Router router, Realm realm)
    {
        router.Map("GET", "/_security/_authenticate", [], call => new { username = call.User.Name, roles = call.User.Roles.Select(role => role.Name), enabled = true });
        router.Map("PUT POST", "/_security/role/{name}", ["refresh"], async call =>
        {
            call.User.NeedCluster("manage_security", "cluster:admin/xpack/security/role/put");
            return new { role = new { created = realm.PutRole(ReadRole(call.Value(0), await call.ReadJsonAsync())) } };
        });
        router.Map("PUT POST", "/_security/user/{name}", ["refresh"], async call =>
        {
            call.User.NeedCluster("manage_security", "cluster:admin/xpack/security/user/put");
            var body = await call.ReadJsonAsync();
            body.Only("user", "username", "password", "password_hash", "roles", "full_name", "email", "metadata", "enabled", "refresh");
            return new { created = realm.PutUser(call.Value(0), body.Find("password") is { } password ? Checked(password) : null, body.Need("roles", "user").Texts("roles")) };
        });
        router.Map("PUT POST", "/_security/user/{name}/_password", ["refresh"], async call =>
        {
            call.User.NeedCluster("manage_security", "cluster:admin/xpack/security/user/change_password");
            var body = await call.ReadJsonAsync();
            body.Only("change_password", "password", "password_hash");
            realm.SetPassword(call.Value(0), Checked(body.Need("password", "change_password")));
            return new { };
        });
    }

    private static string Checked(JsonElement password) => password.GetString() is { Length: >= 6 } text
        ? text
        : throw new Refusal(400, "action_request_validation_exception", "Validation Failed: 1: passwords must be at least [6] characters long;");

    private static Role ReadRole(string name, JsonElement body)
    {
        body.Only("role", "cluster", "indices", "index", "applications", "run_as", "metadata", "global", "remote_indices", "remote_cluster", "description");
        var cluster = body.Find("cluster")?.Texts("cluster") ?? [];
        foreach (var unknown in cluster.Except(ClusterPrivileges))
        {
            throw Refusal.Argument($"unknown cluster privilege [{unknown}]");
        }

        if (body.Find("metadata") is { } metadata && metadata.EnumerateObject().Any(property => property.Name.StartsWith('_')))
        {
            throw Refusal.Argument("role metadata keys may not start with [_]");
        }

        if (body.Find("applications") is { } applications)
        {
            foreach (var entry in applications.EnumerateArray())
            {
                entry.Only("applications", "application", "privileges", "resources");
                _ = (entry.Need("application", "applications"), entry.Need("privileges", "applications").Texts("privileges"), entry.Need("resources", "applications").Texts("resources"));
            }
        }

        return new(name, cluster, [.. (body.Find("indices") ?? default) is { ValueKind: JsonValueKind.Array } indices ? indices.EnumerateArray().Select(ReadIndices) : []]);
    }

    private static IndexPrivileges ReadIndices(JsonElement entry)
    {
        entry.Only("indices", "names", "privileges", "field_security", "query", "allow_restricted_indices");
        var privileges = entry.Need("privileges", "indices").Texts("privileges");
        foreach (var unknown in privileges.Except(Privileges))
        {
            throw Refusal.Argument($"unknown index privilege [{unknown}]");
        }

        return new(entry.Need("names", "indices").Texts("names"), privileges);
    }
}
