using System.Text.Json;
using Platform.ElasticsearchStandin.Mappings;

namespace Platform.ElasticsearchStandin.Indices;

/// <summary>An index template as it applies to a new data stream.</summary>
internal sealed record Template(string Name, string[] Patterns, long Priority, bool IsDataStream, Mapping Mapping, string? Policy, bool HasFailureStore, JsonElement Body);
