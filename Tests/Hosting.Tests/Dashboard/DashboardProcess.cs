using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Platform.Hosting.Dashboard;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Tests.Dashboard;

/// <summary>The real dashboard, run against an application without an engine.</summary>
internal sealed class DashboardProcess : IAsyncDisposable
{
    private readonly Process _process;

    private DashboardProcess(Process process, Uri login)
    {
        _process = process;
        Login = login;
    }

    public Uri Login { get; }

    /// <summary>The lines that the dashboard has written.</summary>
    public ConcurrentQueue<string> Output { get; } = new();

    public static string? FindProgram()
    {
        try
        {
            return EngineLocator.Find(new ConfigurationManager()).DashboardPath;
        }
        catch (DcpException)
        {
            return null;
        }
    }

    public static async Task<DashboardProcess> StartAsync(TestApplication app, string program)
    {
        var configuration = app.Get<IConfiguration>();
        configuration[DashboardKeys.RandomizePorts] = "true";
        configuration[DashboardKeys.ApplicationName] = "Shop.AppHost";
        app.Get<DashboardHost>().Configure(app.Model, program);
        var resource = (ExecutableResource)app.Model.Resources[0];

        var variables = new Dictionary<string, object>();
        var context = new EnvironmentCallbackContext(new(DistributedApplicationOperation.Run), resource, variables);
        var arguments = new List<object>();
        foreach (var annotation in resource.Annotations.ToArray())
        {
            await (annotation switch
            {
                EnvironmentCallbackAnnotation environment => environment.Callback(context),
                CommandLineArgsCallbackAnnotation args => args.Callback(new(arguments)),
                _ => Task.CompletedTask,
            });
        }

        var start = new ProcessStartInfo(resource.Command, arguments.Select(a => a.ToString()!))
        {
            WorkingDirectory = resource.WorkingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value.ToString();
        }

        var process = Process.Start(start)!;
        configuration[DashboardKeys.RandomizePorts] = "false";
        var dashboard = new DashboardProcess(process, DashboardSettings.Resolve(configuration).LoginUrl);
        process.OutputDataReceived += (_, line) => dashboard.Output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => dashboard.Output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await dashboard.WaitUntilListeningAsync();
        return dashboard;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(TestTimeout.Token);
        _process.Dispose();
    }

    private async Task WaitUntilListeningAsync()
    {
        var end = TestTimeout.Token;
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(Login.Host, Login.Port, end);
                return;
            }
            catch (SocketException)
            {
                Assert.False(_process.HasExited, "The dashboard ended.");
                await Task.Delay(20, end);
            }
        }
    }
}
