using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Hosting.Backchannel;
using Platform.Hosting.Dashboard;
using Platform.Hosting.Health;
using Platform.Hosting.Orchestration;

namespace Platform.Hosting.Building;

/// <summary>The services of every AppHost.</summary>
internal static class ServiceCollectionExtensions
{
    public static void AddPlatformHosting(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddLogging(logging => logging
            .AddConfiguration(configuration.GetSection("Logging"))
            .AddSimpleConsole()
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("System.Net.Http", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None));
        services.Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);
        services.TryAddSingleton(TimeProvider.System);
        services.AddHealthChecks();
        services.AddSingleton<IValidateOptions<HealthCheckServiceOptions>, HealthCheckRegistrations>();

        services.AddSingleton<ResourceLoggerService>();
        services.AddSingleton<ResourceNotificationService>();
        services.AddSingleton(s => new ResourceCommandService(s.GetRequiredService<ResourceNotificationService>(), s.GetRequiredService<ResourceLoggerService>(), s));

        services.AddDashboard();
        services.AddBackchannels();

        services.AddSingleton<EngineHost>();
        services.AddSingleton<ProgramInstances>();
        services.AddSingleton<EndpointAllocator>();
        services.AddSingleton<ExecutableFactory>();
        services.AddSingleton<ExecutableSnapshots>();
        services.AddSingleton<ContainerNetworks>();
        services.AddSingleton<ContainerTunnel>();
        services.AddSingleton<ContainerFactory>();
        services.AddSingleton<ContainerSnapshots>();
        services.AddSingleton<ContainerEngineStatus>();
        services.AddSingleton<ContainerAdvice>();
        services.AddSingleton<ContainerEngineWatch>();
        services.AddSingleton<ChildResources>();
        services.AddSingleton<ResourceStarter>();
        services.AddSingleton<CompletionWatch>();
        services.AddSingleton<ProgramWatcher>();
        services.AddSingleton<ProgramLogs>();
        services.AddSingleton<ResourceUrls>();
        services.AddSingleton<ParameterValues>();
        services.AddSingleton<ParameterPrompts>();
        services.AddSingleton<ParameterCommands>();
        services.AddSingleton<ParameterStates>();
        services.AddSingleton<ConnectionStringStates>();
        services.AddSingleton<DependencyWaits>();
        services.AddSingleton<ResourceHealthMonitor>();
        services.AddSingleton<ApplicationOrchestrator>();
        services.AddHostedService<ResourceLogForwarder>();
        services.AddHostedService(s => s.GetRequiredService<ApplicationOrchestrator>());
    }
}
