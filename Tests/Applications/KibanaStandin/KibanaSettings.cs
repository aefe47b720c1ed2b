using System.Globalization;

namespace Platform.KibanaStandin;

/// <summary>What Kibana is told by its file, which has to say nothing that it does not know.</summary>
internal sealed record KibanaSettings(string Url, Uri Elasticsearch, string User, string Password)
{
    private const int ShortestKey = 32;

    private static readonly string[] Known =
    [
        "server.host", "server.port", "path.data", "elasticsearch.hosts", "elasticsearch.username", "elasticsearch.password", "xpack.encryptedSavedObjects.encryptionKey", "telemetry.optIn",
    ];

    /// <exception cref="InvalidDataException">A setting is missing, unknown or wrong.</exception>
    public static KibanaSettings Read(string file)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(file).Where(line => line.Trim().Length > 0 && !line.StartsWith('#')))
        {
            // server.port: 5601
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            var name = colon > 0 ? line[..colon] : throw new InvalidDataException($"'{line}' is no setting");
            values[name] = Known.Contains(name) ? line[(colon + 2)..].Trim('"', '[', ']') : throw new InvalidDataException($"[config validation of [{name}]]: definition for this key is missing");
        }

        string Get(string name) => values.TryGetValue(name, out var value) && value.Length > 0 ? value : throw new InvalidDataException($"[{name}] is missing");
        if (Get("xpack.encryptedSavedObjects.encryptionKey").Length < ShortestKey)
        {
            throw new InvalidDataException($"[config validation of [xpack.encryptedSavedObjects].encryptionKey]: value must have a minimum length of [{ShortestKey}].");
        }

        if (Get("elasticsearch.username") == "elastic")
        {
            throw new InvalidDataException("[config validation of [elasticsearch].username]: value of \"elastic\" is forbidden. This is a superuser account that cannot write to system indices that Kibana needs to function.");
        }

        if (!Directory.Exists(Get("path.data")))
        {
            throw new InvalidDataException($"[path.data] {values["path.data"]} is not there");
        }

        var port = int.Parse(Get("server.port"), CultureInfo.InvariantCulture);
        return new(string.Create(CultureInfo.InvariantCulture, $"http://{Get("server.host")}:{port}"), new Uri(Get("elasticsearch.hosts")), Get("elasticsearch.username"), Get("elasticsearch.password"));
    }
}
