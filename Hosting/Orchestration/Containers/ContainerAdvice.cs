using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Orchestration;

/// <summary>Says in a container's log why it does not run and what to do, where the engine itself does not.</summary>
internal sealed class ContainerAdvice(ContainerEngineStatus status, ResourceLoggerService loggers, ILogger<ContainerAdvice> logger)
{
    private const string DaemonPrefix = "Error response from daemon: ";

    // What Docker and Podman say when there is no image, or no way to the registry that has it.
    private static readonly string[] s_imageProblems = ["no such image", "image not known", "pull access denied", "manifest", "no such host", "dial tcp", "unauthorized", "initializing source"];

    /// <summary>A container has come into a new state.</summary>
    public void Explain(ProgramInstance instance, Container container, CancellationToken cancellationToken)
    {
        switch (container.Status?.State)
        {
            case ContainerState.RuntimeUnhealthy:
                _ = ExplainUnhealthyAsync(instance, cancellationToken);
                break;
            case ContainerState.FailedToStart:
                ExplainFailure(instance, container);
                break;
        }
    }

    /// <summary>Writes into the container's log and the application's.</summary>
    public void Tell(ProgramInstance instance, string text)
    {
        loggers.GetLogger(instance.Resource).LogError("{Message}", text);
        logger.LogError("Container '{ResourceName}' does not run. {Message}", instance.Resource.Name, text);
    }

    private async Task ExplainUnhealthyAsync(ProgramInstance instance, CancellationToken cancellationToken)
    {
        try
        {
            if (await status.ProblemAsync(cancellationToken).ConfigureAwait(false) is { } problem)
            {
                Tell(instance, problem);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or DcpException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // The state says it, too; only the advice is missing.
            logger.LogDebug("No advice about the container engine: {Reason}", exception.Message);
        }
    }

    private void ExplainFailure(ProgramInstance instance, Container container)
    {
        var (image, reason) = (container.Spec.Image, Reason(container.Status?.Message));
        if (container.Spec.Build is { } build)
        {
            Tell(instance, $"The container whose image is built from '{build.Dockerfile}' could not be started: {reason} The lines above are the build's.");
        }
        else if (s_imageProblems.Any(problem => reason.Contains(problem, StringComparison.OrdinalIgnoreCase)))
        {
            Tell(instance, $"The image '{image}' is not on this machine and was not pulled: {reason} Check its name and tag, pull it or load it from a file by hand, "
                + "or, behind a mirror, set the mirror's address with WithImageRegistry.");
        }
        else
        {
            Tell(instance, $"The container of image '{image}' could not be started: {reason}");
        }
    }

    // Several lines about what the engine tried, and among them or at their end what Docker or Podman has answered:
    // "Error response from daemon: No such image: postgres:99"
    private static string Reason(string? message)
    {
        var lines = (message ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var answer = lines.LastOrDefault(line => line.StartsWith(DaemonPrefix, StringComparison.Ordinal))?[DaemonPrefix.Length..];
        return (answer ?? lines.LastOrDefault() ?? "the engine gave no reason").TrimEnd('.') + ".";
    }
}
