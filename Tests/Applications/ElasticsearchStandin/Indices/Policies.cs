using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.ElasticsearchStandin.Http;

namespace Platform.ElasticsearchStandin.Indices;

/// <summary>Lifecycle policies: https://www.elastic.co/docs/api/doc/elasticsearch/group/endpoint-ilm.</summary>
internal sealed partial class Policies
{
    private static readonly Dictionary<string, string[]> Actions = new()
    {
        ["hot"] = ["set_priority", "unfollow", "rollover", "readonly", "downsample", "shrink", "forcemerge", "searchable_snapshot"],
        ["warm"] = ["set_priority", "unfollow", "readonly", "downsample", "allocate", "migrate", "shrink", "forcemerge"],
        ["cold"] = ["set_priority", "unfollow", "readonly", "downsample", "searchable_snapshot", "allocate", "migrate"],
        ["frozen"] = ["unfollow", "searchable_snapshot"],
        ["delete"] = ["wait_for_snapshot", "delete"],
    };

    private readonly ConcurrentDictionary<string, (JsonElement Policy, int Version, DateTime Modified)> _policies = new(StringComparer.Ordinal);

    public void Map(Router router, MovableTime time)
    {
        router.Map("PUT", "/_ilm/policy/{name}", ["master_timeout", "timeout"], async call =>
        {
            call.User.NeedCluster("manage_ilm", "cluster:admin/ilm/put");
            var body = await call.ReadJsonAsync();
            Check(body);
            _policies.AddOrUpdate(call.Value(0), _ => (body.GetProperty("policy"), 1, time.Now), (_, old) => (body.GetProperty("policy"), old.Version + 1, time.Now));
            return new { acknowledged = true };
        });
        router.Map("GET", "/_ilm/policy/{name}", ["master_timeout", "timeout"], call =>
        {
            call.User.NeedCluster("read_ilm", "cluster:admin/ilm/get");
            return _policies.TryGetValue(call.Value(0), out var found)
                ? new Dictionary<string, object> { [call.Value(0)] = new { version = found.Version, modified_date = found.Modified, policy = found.Policy, in_use_by = new { indices = Array.Empty<string>() } } }
                : throw new Refusal(404, "resource_not_found_exception", $"Lifecycle policy not found: {call.Value(0)}");
        });
    }

    /// <summary>After what time a policy deletes; null when it does not, or there is none.</summary>
    public TimeSpan? DeletesAfter(string? name) =>
        name is not null && _policies.TryGetValue(name, out var found) && found.Policy.GetProperty("phases").Find("delete") is { } phase && phase.Find("actions")?.Find("delete") is not null
            ? Time(phase.Find("min_age")?.GetString() ?? "0ms")
            : null;

    private static void Check(JsonElement body)
    {
        body.Only("put_lifecycle_request", "policy");
        var policy = body.Need("policy", "put_lifecycle_request");
        policy.Only("lifecycle_policy", "phases", "_meta", "deprecated");
        foreach (var phase in policy.Need("phases", "lifecycle_policy").EnumerateObject())
        {
            if (!Actions.TryGetValue(phase.Name, out var allowed))
            {
                throw Refusal.Argument($"Timeseries lifecycle does not support phase [{phase.Name}]");
            }

            phase.Value.Only("phase", "min_age", "actions");
            Time(phase.Value.Find("min_age")?.GetString() ?? "0ms");
            foreach (var action in phase.Value.Need("actions", "phase").EnumerateObject())
            {
                if (!allowed.Contains(action.Name))
                {
                    throw Refusal.Argument($"invalid action [{action.Name}] defined in phase [{phase.Name}]");
                }

                if (action.Name == "delete")
                {
                    action.Value.Only("delete_action", "delete_searchable_snapshot");
                }
            }
        }
    }

    private static TimeSpan Time(string text)
    {
        var match = TimeValue().Match(text);
        return !match.Success ? throw Refusal.Argument($"failed to parse setting [min_age] with value [{text}] as a time value: unit is missing or unrecognized")
            : double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * (match.Groups[2].Value switch
            {
                "d" => TimeSpan.FromDays(1),
                "h" => TimeSpan.FromHours(1),
                "m" => TimeSpan.FromMinutes(1),
                "s" => TimeSpan.FromSeconds(1),
                _ => TimeSpan.FromMilliseconds(1),
            });
    }

    [GeneratedRegex("^([0-9]+)(d|h|m|s|ms)$")]
    private static partial Regex TimeValue();
}
