using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Platform.Hosting.Dcp;

/// <summary>Starts the engine.</summary>
internal static class DcpProcess
{
    /// <summary>Starts the engine and returns once its API answers.</summary>
    /// <exception cref="DcpException">It did not start; the message holds what it said.</exception>
    public static async Task<DcpSession> StartAsync(DcpOptions options, ILoggerFactory loggers, CancellationToken cancellationToken = default)
    {
        var folder = DcpSessionFolder.Create();
        DcpLogSocket? log = null;
        DcpClient? client = null;
        try
        {
            log = new DcpLogSocket(folder.LogSocket, loggers, options.ProblemLogged);
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(options.StartTimeout);
            var output = "";
            try
            {
                var launching = LaunchAsync(options, folder, timeout.Token);

                // While it starts, load what the first requests need.
                var preparing = Task.Run(DcpClient.Prepare, timeout.Token);
                output = await launching;
                await preparing;
                var readiness = new DcpReadiness(folder.Kubeconfig, options.StartTimeout, loggers.CreateLogger(typeof(DcpProcess)));
                (var config, client) = await readiness.WaitAsync(timeout.Token)
                    ?? throw new DcpException($"The engine (DCP) at {options.DcpPath} ended before it was ready." + Said([output, .. log.LastProblems]));
                return new DcpSession(client, config, options, folder, log);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new DcpException(
                    $"The engine (DCP) at {options.DcpPath} was not ready after {options.StartTimeout.TotalSeconds:0.#} s."
                        + Said([output, .. log.LastProblems]));
            }
        }
        catch
        {
            foreach (var process in EngineProcesses.Find(folder.Kubeconfig).Engine)
            {
                ProcessTable.Kill(process.Pid);
            }

            client?.Dispose();
            if (log is not null)
            {
                await log.DisposeAsync();
            }

            folder.Remove();
            throw;
        }
    }

    private static async Task<string> LaunchAsync(DcpOptions options, DcpSessionFolder folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(options.DcpPath)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in Arguments(options, folder))
        {
            start.ArgumentList.Add(argument);
        }

        DcpEnvironment.Apply(start, options, folder.Path, folder.LogSocket);
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var stdout = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var stderr = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            var output = (await stderr + await stdout).Trim();
            return process.ExitCode == 0
                ? output
                : throw new DcpException($"The engine (DCP) at {options.DcpPath} ended with code {process.ExitCode} at its start." + Said([output]));
        }
        catch (Win32Exception e)
        {
            throw new DcpException($"The engine (DCP) at {options.DcpPath} could not be run: {e.Message}. Is it built for this machine?", e);
        }
    }

    private static List<string> Arguments(DcpOptions options, DcpSessionFolder folder)
    {
        List<string> arguments =
        [
            "start-apiserver",
            "--monitor", options.MonitoredProcessId.ToString(CultureInfo.InvariantCulture),
            "--monitor-interval", options.MonitorIntervalSeconds.ToString(CultureInfo.InvariantCulture),
            "--detach",
            "--kubeconfig", folder.Kubeconfig,
        ];
        if (ProcessTable.IdentityTime(options.MonitoredProcessId) is { } identityTime)
        {
            arguments.AddRange(["--monitor-identity-time", identityTime]);
        }

        if (!string.IsNullOrEmpty(options.ContainerRuntime))
        {
            arguments.AddRange(["--container-runtime", options.ContainerRuntime]);
        }

        // Without it the engine makes an RSA-4096 authority at every start, which takes it one to four seconds.
        var certificate = DcpCertificate.Get(DcpCertificate.DefaultCacheFolder, folder.Path, TimeProvider.System);
        arguments.AddRange(["--tls-cert-file", certificate.CertificateFile, "--tls-key-file", certificate.KeyFile]);
        return arguments;
    }

    private static string Said(IEnumerable<string> lines)
    {
        var said = string.Join(Environment.NewLine, lines.Where(l => l.Length > 0));
        return said.Length == 0 ? " It said nothing." : $" It said:{Environment.NewLine}{said}";
    }
}
