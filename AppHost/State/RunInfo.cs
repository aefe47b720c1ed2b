using System.Text.Json.Serialization;

namespace Platform.AppHost.State;

/// <summary>What a running copy tells others about itself.</summary>
/// <param name="Pid">Its process.</param>
/// <param name="Started">When that process started, UTC; tells it from a later process with the same number.</param>
/// <param name="Root">The state folder it holds.</param>
/// <param name="Url">Its dashboard.</param>
/// <param name="Ports">The ports it uses.</param>
/// <param name="CloneFolder">Its clone's folder, when nothing but its arguments tells where its state folder is; else null.</param>
internal sealed record RunInfo(int Pid, DateTime Started, string Root, string Url, SortedDictionary<string, int> Ports, string? CloneFolder = null)
{
    /// <summary>Whether that process still runs.</summary>
    [JsonIgnore]
    public bool IsAlive => ProcessIdentity.IsAlive(Pid, Started);
}
