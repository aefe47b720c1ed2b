using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Orchestration;

/// <summary>Whether Docker or Podman answers, as the engine sees it, and what to do if not.</summary>
internal sealed class ContainerEngineStatus(EngineHost engine, IConfiguration configuration)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(25);

    // The engine has decided for the one that answered at its start; the other one does not matter any more.
    private string? _runtime = EngineHost.ContainerRuntime(configuration);

    /// <summary>The program that people run containers with: <c>docker</c> or <c>podman</c>.</summary>
    public string Program => _runtime is "podman" ? "podman" : "docker";

    /// <summary>Null when containers can run; else what is missing and how to get it.</summary>
    public async Task<string?> ProblemAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken).ConfigureAwait(false) is not { } containers)
        {
            return null;
        }

        var runtime = Text(containers, "runtime");
        if (IsTrue(containers, "running"))
        {
            _runtime ??= runtime;
            return null;
        }

        var name = runtime is "podman" ? "Podman" : "Docker";
        if (!IsTrue(containers, "installed"))
        {
            return $"{name} was not found, and containers need it. Install Docker Engine or Docker Desktop (https://docs.docker.com/get-started/get-docker) "
                + "or Podman (https://podman.io/docs/installation); if one of them is installed, name it: ASPIRE_CONTAINER_RUNTIME=docker or podman.";
        }

        var error = (Text(containers, "error") ?? "").Trim().TrimEnd('.');
        if (error.Contains("is not supported", StringComparison.Ordinal))
        {
            return $"{name} is installed and cannot be used: {error}. Install a newer one.";
        }

        var start = name is "Podman"
            ? "See what 'podman info' says; on macOS and Windows run 'podman machine start'."
            : OperatingSystem.IsLinux() ? "Start it with 'sudo systemctl start docker' (or run 'sudo dockerd'), and see that 'docker info' works for your user." : "Start Docker Desktop, and see that 'docker info' works.";
        return $"{name} is installed and does not answer{(error.Length is 0 ? "" : $" ({error})")}. {start} The container starts by itself once {name} answers.";
    }

    public async Task WaitUntilHealthyAsync(CancellationToken cancellationToken)
    {
        while (await ProblemAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
            await Task.Delay(s_poll, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The "containers" part of <c>dcp info</c>: <c>{"runtime":"docker","installed":true,"running":false,"error":"..."}</c>.</summary>
    private async Task<JsonElement?> ReadAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(engine.Paths.DcpPath, ["info"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (_runtime is { } runtime)
        {
            start.ArgumentList.Add("--container-runtime");
            start.ArgumentList.Add(runtime);
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(s_timeout);
        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(timeout.Token);
            var output = await process.StandardOutput.ReadToEndAsync(timeout.Token).ConfigureAwait(false);
            await errors.ConfigureAwait(false);
            await process.WaitForExitAsync(timeout.Token).ConfigureAwait(false);
            using var document = JsonDocument.Parse(output);
            return document.RootElement.TryGetProperty("containers", out var containers) ? containers.Clone() : null;
        }
        catch (JsonException exception)
        {
            throw new DcpException($"'{engine.Paths.DcpPath} info' did not answer in JSON: {exception.Message}", exception);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static bool IsTrue(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True;

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
