using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Platform.AppHost.Processes;

namespace Platform.AppHost.Containers;

/// <summary>Docker or Podman, as the Aspire engine, which drives it, finds it. It is asked once, when something is to run as a container.</summary>
internal sealed class ContainerEngine
{
    private const string Docker = "docker", Podman = "podman";

    private readonly Lazy<Answer> answer;

    public ContainerEngine(IConfiguration configuration) => answer = new(() => Ask(
        configuration["DcpPublisher:CliPath"]!,
        configuration["DcpPublisher:ContainerRuntime"] ?? configuration["ASPIRE_CONTAINER_RUNTIME"] ?? configuration["DOTNET_ASPIRE_CONTAINER_RUNTIME"]));

    private ContainerEngine(Answer answer) => this.answer = new(answer);

    /// <summary>Without an engine of its own, Podman runs containers as the user who asks for them.</summary>
    public bool IsPodman => answer.Value.Runtime == Podman;

    /// <exception cref="PlatformException">No engine answers.</exception>
    public void Require(string service)
    {
        var (runtime, isInstalled, isRunning, error) = answer.Value;
        if (isRunning)
        {
            return;
        }

        var reason = !isInstalled ? $"{runtime} is not installed" : $"{runtime} does not answer{(error is { Length: > 0 } ? $" ({error})" : "")}";
        throw new PlatformException(
            $"{service} runs as a container here, and {reason}. "
            + $"{(isInstalled ? "Start it" : "Install Docker or Podman")}, or set Platform__Forms__{service}=process in the environment: make doctor says more.");
    }

    /// <summary>An engine of which that is known.</summary>
    internal static ContainerEngine Known(string json) => new(Parse(json));

    // {"version":"0.25.13",...,"containers":{"runtime":"docker","hostName":"host.docker.internal","installed":true,"running":true,"error":""}}
    private static Answer Parse(string json)
    {
        var containers = JsonDocument.Parse(json).RootElement.GetProperty("containers");
        return new(
            containers.GetProperty("runtime").GetString() ?? Docker,
            containers.GetProperty("installed").GetBoolean(),
            containers.GetProperty("running").GetBoolean(),
            containers.TryGetProperty("error", out var error) ? LastLine(error.GetString()) : null);
    }

    // What was run comes before what it said.
    private static string? LastLine(string? text) => text?.Trim().Split('\n')[^1].TrimEnd('.');

    private static Answer Ask(string dcp, string? runtime)
    {
        var result = ShortProcess.Run(dcp, ["info", .. runtime is { Length: > 0 } ? new[] { "--container-runtime", runtime } : []]);
        try
        {
            return Parse(result.Output);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new PlatformException($"`{dcp} info` does not tell which container engine there is: {(result.Error.Length > 0 ? result.Error.Trim() : result.Output.Trim())}", e);
        }
    }

    private sealed record Answer(string Runtime, bool IsInstalled, bool IsRunning, string? Error);
}
