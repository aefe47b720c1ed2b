using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.AppHost.Containers;
using Platform.AppHost.Faults;
using Platform.AppHost.Logs;
using Platform.AppHost.Ports;
using Platform.AppHost.Processes;
using Platform.AppHost.Report;
using Platform.AppHost.Restarts;
using Platform.AppHost.Snapshots;
using Platform.AppHost.State;
using Platform.AppHost.Watch;
using Platform.Tools;

namespace Platform.AppHost;

/// <summary>Gets an environment ready to be composed: settings, the clone's lock, ports, secrets, tools, the dashboard's address.</summary>
internal static class PlatformSetup
{
    /// <summary>Everything that can be refused is refused here or while resources are added, before anything has been started.</summary>
    /// <exception cref="PlatformException">The user has to put something right.</exception>
    /// <exception cref="ToolException">A tool cannot be had.</exception>
    public static async Task<PlatformContext> AddPlatformAsync(this IDistributedApplicationBuilder builder)
    {
        // The ready line and the table of addresses say what people want to know; Logging__LogLevel__Default shows the rest.
        builder.Configuration["Logging:LogLevel:Default"] ??= "Warning";

        // It would show the stack of an error that ends the start, which Failure tells in one line.
        builder.Configuration["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] ??= "None";

        var options = PlatformOptions.Read(builder.Configuration);
        var (isTest, isTemporary) = Kind(builder.Configuration, options);
        var root = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, ".."));
        var state = isTemporary ? StateFolder.Temporary() : StateFolder.At(StateFolder.PathFor(root, options.State));
        var runLock = isTest ? null : RunLock.Acquire(state);
        await Leftovers.WaitForAsync(runLock?.Abandoned);
        new DataSwap(state).Recover();
        new SnapshotStore(state).RemoveAbandoned();

        var forms = new FormChoices(state.Path, options);
        var tools = await EnsureToolsAsync(builder.Configuration, options.Engine, forms);
        forms.CheckChanges(SnapshotManifest.StoreNames, tools, Terminal.Ask);
        var clones = new RunningClones();
        var ports = new PortAssignments(state, options, isTemporary ? [] : clones.Others(state.Path));
        var platform = new PlatformContext(
            isTest,
            options,
            state,
            ports,
            new FaultRelays(ports, options.Faults),
            new Secrets(state),
            forms,
            new ContainerEngine(builder.Configuration),
            tools);

        // Before any resource's own: a store that is held back must not make data either.
        builder.Eventing.Subscribe<BeforeResourceStartedEvent>((starting, cancellationToken) => platform.Starts.WaitAsync(starting.Resource, cancellationToken));

        var lifetime = new PlatformLifetime(platform, runLock, clones);
        builder.InsertHostedService(services => ActivatorUtilities.CreateInstance<ChildResourceState>(services));
        if (!isTest)
        {
            lifetime.Dashboard = DashboardSetup.Configure(builder.Configuration, platform);
            builder.InsertHostedService(services => ActivatorUtilities.CreateInstance<StartReporter>(services, lifetime.Dashboard, platform));
            builder.InsertHostedService(services => ActivatorUtilities.CreateInstance<ConsoleLogWriter>(services, platform));
        }

        Func<IResource, RestartPolicy> policyOf = resource => options.Restart.Of(resource, isTest);
        builder.InsertHostedService(services => ActivatorUtilities.CreateInstance<Restarter>(services, policyOf, RestartPolicies.GoodWhile));
        if (options.Watch)
        {
            builder.InsertHostedService(services => ActivatorUtilities.CreateInstance<SourceWatcher>(
                services, WatchedService.Of(services.GetRequiredService<DistributedApplicationModel>()), platform.State.File("watch"), Path.TrimEndingDirectorySeparator(builder.AppHostDirectory)));
        }

        if (options.Faults)
        {
            builder.Services.AddSingleton(platform.Relays).AddSingleton<FaultInjector>();
            builder.InsertHostedService(services => services.GetRequiredService<FaultInjector>());
            builder.InsertHostedService(_ => platform.Relays);
        }

        // The first to come is the last to go.
        builder.InsertHostedService(_ => lifetime);
        return platform;
    }

    // `aspire run --isolated` asks the library for random ports, as the testing host does. Ours are chosen here, and known.
    private static (bool IsTest, bool IsTemporary) Kind(ConfigurationManager configuration, PlatformOptions options)
    {
        const string randomize = "DcpPublisher:RandomizePorts";
        var isRandom = configuration.GetValue(randomize, false);
        if (isRandom && !Failure.IsUnderTest)
        {
            configuration[randomize] = "false";
        }

        return (isRandom && Failure.IsUnderTest, isRandom || options.Isolated);
    }

    // Before the library's own, of which one starts the resources and takes until all of them have been started.
    private static void InsertHostedService(this IDistributedApplicationBuilder builder, Func<IServiceProvider, IHostedService> create) =>
        builder.Services.Insert(0, ServiceDescriptor.Singleton(create));

    private static async Task<ToolSet> EnsureToolsAsync(ConfigurationManager configuration, ChosenEngine chosen, FormChoices forms)
    {
        var needsEngine = chosen.Engine is null;
        string[] names =
        [
            .. forms.IsContainer(ServiceDefaults.ResourceNames.Postgres) ? Array.Empty<string>() : [ToolNames.Postgres],
            .. forms.IsContainer(ServiceDefaults.ResourceNames.Redis) ? Array.Empty<string>() : [ToolNames.Redis],
            .. needsEngine ? [ToolNames.Engine] : Array.Empty<string>(),
        ];
        var tools = await new Toolbox().EnsureAsync(names, ToolDisplay.Create());
        configuration[ChosenEngine.EngineKey] = chosen.Engine ?? tools.Engine.Dcp;

        // Beside a chosen engine lies its dashboard.
        configuration[ChosenEngine.DashboardKey] = chosen.Dashboard ?? (needsEngine ? tools.Engine.Dashboard : configuration[ChosenEngine.DashboardKey]);
        return tools;
    }
}
