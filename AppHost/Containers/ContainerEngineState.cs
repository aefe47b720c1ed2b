using System.Text.Json;

namespace Platform.AppHost.Containers;

/// <summary>What the Aspire engine knows of the container engine.</summary>
/// <param name="Runtime"><c>docker</c> or <c>podman</c>.</param>
/// <param name="IsInstalled">Its program is on PATH.</param>
/// <param name="IsRunning">It can be used.</param>
/// <param name="Error">Why not.</param>
internal sealed record ContainerEngineState(string Runtime, bool IsInstalled, bool IsRunning, string? Error)
{
    private const string Docker = "docker", Podman = "podman";

    public bool IsPodman => Runtime == Podman;

    /// <summary>Why containers cannot run, as the second half of a sentence; null when they can.</summary>
    public string? Problem => this switch
    {
        { IsRunning: true } => null,
        { IsInstalled: false } => $"{Runtime} is not installed",
        { IsTooOld: true } => $"{Runtime} cannot be used: {Error}",
        _ => $"{Runtime} does not answer{(Error is { Length: > 0 } ? $" ({Error})" : "")}",
    };

    /// <summary>What to do about the problem.</summary>
    public string Remedy => this switch
    {
        { IsInstalled: false } => "Install Docker or Podman",
        { IsTooOld: true } => "Install a newer one",
        _ => "Start it",
    };

    // "docker CLI version 20.10.24 is not supported; DCP requires Docker CLI version 25.0.0 or newer"
    private bool IsTooOld => Error?.Contains("is not supported", StringComparison.Ordinal) is true;

    /// <summary>Reads what <c>dcp info</c> prints; null when it is something else.</summary>
    public static ContainerEngineState? TryParse(string text)
    {
        // {"version":"0.25.13",...,"containers":{"runtime":"docker","hostName":"host.docker.internal","installed":true,"running":true,"error":""}}
        try
        {
            using var json = JsonDocument.Parse(text);
            var containers = json.RootElement.GetProperty("containers");
            return new(
                containers.GetProperty("runtime").GetString() ?? Docker,
                containers.GetProperty("installed").GetBoolean(),
                containers.GetProperty("running").GetBoolean(),
                containers.TryGetProperty("error", out var error) ? LastLine(error.GetString()) : null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    // What was run comes before what it said.
    private static string? LastLine(string? text) => text?.Trim().Split('\n')[^1].TrimEnd('.');
}
