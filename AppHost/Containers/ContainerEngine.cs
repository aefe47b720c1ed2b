using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Platform.AppHost.Processes;

namespace Platform.AppHost.Containers;

/// <summary>Docker or Podman, as the Aspire engine, which drives it, finds it. It is asked once, when something is to run as a container.</summary>
internal sealed class ContainerEngine
{
    private readonly Lazy<ContainerEngineState> state;

    public ContainerEngine(IConfiguration configuration) =>
        state = new(() => AskAsync(configuration[ChosenEngine.EngineKey]!, configuration, CancellationToken.None).GetAwaiter().GetResult());

    private ContainerEngine(ContainerEngineState state) => this.state = new(state);

    /// <summary>Without an engine of its own, Podman runs containers as the user who asks for them.</summary>
    public bool IsPodman => state.Value.IsPodman;

    /// <exception cref="PlatformException">No engine answers.</exception>
    public void Require(string service)
    {
        if (state.Value.Problem is { } problem)
        {
            throw new PlatformException(
                $"{service} runs as a container here, and {problem}. {state.Value.Remedy}, or set Platform__Forms__{service}=process in the environment: make doctor says more.");
        }
    }

    /// <summary>Asks now.</summary>
    /// <param name="dcp">The Aspire engine's program.</param>
    /// <param name="configuration">Says whether Docker or Podman is meant, with the keys that the Aspire engine's host reads.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <exception cref="PlatformException">The Aspire engine does not tell.</exception>
    public static async Task<ContainerEngineState> AskAsync(string dcp, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var runtime = configuration["DcpPublisher:ContainerRuntime"] ?? configuration["ASPIRE_CONTAINER_RUNTIME"] ?? configuration["DOTNET_ASPIRE_CONTAINER_RUNTIME"];
        try
        {
            var result = await ShortProcess.RunAsync(dcp, ["info", .. runtime is { Length: > 0 } ? new[] { "--container-runtime", runtime } : []], input: null, cancellationToken);
            return ContainerEngineState.TryParse(result.Output)
                ?? throw new PlatformException($"`{dcp} info` does not tell which container engine there is: {(result.Error.Length > 0 ? result.Error.Trim() : result.Output.Trim())}");
        }
        catch (Win32Exception e)
        {
            throw new PlatformException($"`{dcp} info` cannot be run: {e.Message}", e);
        }
    }

    /// <summary>An engine of which that is known.</summary>
    internal static ContainerEngine Known(string json) => new(ContainerEngineState.TryParse(json) ?? throw new JsonException(json));
}
