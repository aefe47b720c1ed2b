using Aspire.Hosting;
using Platform.Tools;

namespace Platform.AppHost.Tests;

/// <summary>An application of a test's own resources on the real engine.</summary>
internal static class SmallApplication
{
    public static async Task<IDistributedApplicationBuilder> CreateBuilderAsync()
    {
        var engine = (await new Toolbox().EnsureAsync([ToolNames.Engine])).Engine;
        return DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true, Args = [$"--DcpPublisher:CliPath={engine.Dcp}"] });
    }
}
