using Platform.ElasticsearchStandin.Http;
using Platform.ElasticsearchStandin.Security;

namespace Platform.ElasticsearchStandin.Indices;

/// <summary>Data streams and what is in them.</summary>
internal sealed class DataStreams(Templates templates, Policies policies, MovableTime time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DataStream> _streams = new(StringComparer.Ordinal);

    public long Documents => Locked(streams => streams.Values.Sum(stream => (long)stream.Documents.Count));

    public void Map(Router router)
    {
        router.Map("GET", "/_data_stream/{name}", ["expand_wildcards", "include_defaults", "master_timeout", "verbose"], call =>
        {
            var found = Matching(call.Value(0)).Where(stream => call.User.MayOnIndex(stream.Name, "view_index_metadata", "monitor", "manage")).Select(stream => new
            {
                name = stream.Name,
                timestamp_field = new { name = "@timestamp" },
                indices = new[] { new { index_name = stream.BackingIndex, index_uuid = stream.BackingIndex, prefer_ilm = true, ilm_policy = stream.Template.Policy, managed_by = "Index Lifecycle Management" } },
                generation = 1,
                status = "GREEN",
                template = stream.Template.Name,
                ilm_policy = stream.Template.Policy,
            }).ToArray();
            return found.Length > 0 || call.Value(0).Contains('*', StringComparison.Ordinal) ? new { data_streams = found } : throw Refusal.NoIndex(call.Value(0));
        });
        router.Map("DELETE", "/_data_stream/{name}", ["expand_wildcards", "master_timeout"], call => Locked(streams =>
        {
            foreach (var stream in Matching(call.Value(0)))
            {
                _ = call.User.MayOnIndex(stream.Name, "delete_index", "manage") ? streams.Remove(stream.Name) : throw call.User.Unauthorized("indices:admin/data_stream/delete", stream.Name);
            }

            return new { acknowledged = true };
        }));
    }

    /// <summary>The streams that a pattern names, after those have gone whose time has come.</summary>
    public IReadOnlyList<DataStream> Matching(string pattern) => Locked(streams =>
    {
        ApplyPolicies(streams);
        return (IReadOnlyList<DataStream>)[.. streams.Values.Where(stream => pattern.Split(',').Any(part => Pattern.Matches(part, stream.Name)))];
    });

    /// <summary>The stream of a name, made when it is not there.</summary>
    /// <exception cref="Refusal">The user may not make it, or nothing says that it is a data stream.</exception>
    public DataStream GetOrCreate(string name, User user)
    {
        ApplyPolicies(_streams);
        if (_streams.TryGetValue(name, out var found))
        {
            return found;
        }

        if (!user.MayOnIndex(name, "auto_configure", "create_index", "manage"))
        {
            throw user.Unauthorized("indices:admin/auto_create", name);
        }

        if (templates.For(name) is not { IsDataStream: true } template)
        {
            throw new Refusal(404, "index_not_found_exception", $"no such index [{name}] and the index creation request requires a data stream, but no matching index template with data stream template was found for it");
        }

        return _streams[name] = new(name, template, time.Now);
    }

    public T Locked<T>(Func<Dictionary<string, DataStream>, T> action)
    {
        lock (_lock)
        {
            return action(_streams);
        }
    }

    // A stream whose only backing index goes, goes with it.
    private void ApplyPolicies(Dictionary<string, DataStream> streams)
    {
        foreach (var stream in streams.Values.Where(stream => policies.DeletesAfter(stream.Template.Policy) is { } age && time.Now - stream.Created >= age).ToArray())
        {
            streams.Remove(stream.Name);
        }
    }
}
