using System.Text.Json.Serialization;
using Platform.AppHost.Report;
using Platform.AppHost.Snapshots;

namespace Platform.AppHost.State;

/// <summary>JSON code made at compile time: reflection would cost the start 40 ms.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SortedDictionary<string, int>))]
[JsonSerializable(typeof(SortedDictionary<string, string>))]
[JsonSerializable(typeof(RunInfo))]
[JsonSerializable(typeof(SnapshotManifest))]
[JsonSerializable(typeof(StartReport))]
internal sealed partial class StateJson : JsonSerializerContext;
