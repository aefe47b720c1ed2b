using Microsoft.Extensions.Configuration;
using Platform.Hosting.Dcp;
using Platform.Hosting.Tests;
using Platform.Tools;

[assembly: AssemblyFixture(typeof(EngineOfThisMachine))]

namespace Platform.Hosting.Tests;

/// <summary>Where the Aspire CLI has not been installed, the engine comes from the declared tools.</summary>
public sealed class EngineOfThisMachine : IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        try
        {
            EngineLocator.Find(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        }
        catch (DcpException)
        {
            try
            {
                var engine = (await new Toolbox().EnsureAsync([ToolNames.Engine])).Engine;
                Environment.SetEnvironmentVariable("DcpPublisher__CliPath", engine.Dcp);
                Environment.SetEnvironmentVariable("DcpPublisher__DashboardPath", engine.Dashboard);
            }
            catch (ToolException)
            {
                // The tests that need the engine are skipped, and say so.
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
