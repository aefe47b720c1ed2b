using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Dashboard.Grpc;
using Platform.Hosting.Interactions;

namespace Platform.Hosting.Dashboard;

/// <summary>
/// Adds the dashboard to the application as a hidden executable resource and serves what it shows. Trouble with the dashboard
/// is logged and never stops the application.
/// </summary>
internal sealed class DashboardHost(
    DistributedApplicationOptions options,
    DistributedApplicationExecutionContext context,
    IConfiguration configuration,
    IHostApplicationLifetime lifetime,
    ILoggerFactory loggerFactory,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    ResourceCommandService commands,
    InteractionService interactions) : IAsyncDisposable
{
    /// <summary>The name of the dashboard's resource.</summary>
    public const string ResourceName = "aspire-dashboard";

    private readonly TaskCompletionSource<DashboardSettings?> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger _logger = loggerFactory.CreateLogger("Aspire.Hosting.DistributedApplication");
    private readonly CancellationTokenSource _disposing = new();
    private GrpcServer? _server;
    private Task _watching = Task.CompletedTask;

    /// <summary>Where the dashboard is, once it listens; null when there is none.</summary>
    public Task<DashboardSettings?> Listening => _listening.Task;

    /// <summary>
    /// Adds the dashboard to the model, first, so that the slowest process starts first. Call it before the resources start.
    /// Nothing is added without a dashboard, when publishing, or when the dashboard cannot be had.
    /// </summary>
    /// <param name="model">The application.</param>
    /// <param name="dashboardPath">The dashboard's program; null when it was not found.</param>
    public void Configure(DistributedApplicationModel model, string? dashboardPath)
    {
        if (options.DisableDashboard || context.IsPublishMode || model.Resources.Any(resource => resource.Name == ResourceName))
        {
            _listening.TrySetResult(null);
            return;
        }

        try
        {
            model.Resources.Insert(0, Create(DashboardSettings.Resolve(configuration), dashboardPath));
        }
        catch (Exception e) when (e is DistributedApplicationException or SocketException)
        {
            _listening.TrySetResult(null);
            _logger.LogError("The dashboard cannot start, the application runs without it. {Reason}", e.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private ExecutableResource Create(DashboardSettings settings, string? path)
    {
        if (path is null || !File.Exists(path))
        {
            throw new DistributedApplicationException(
                path is null ? "No dashboard program was found." : $"There is no dashboard program at '{path}'.");
        }

        DashboardPorts.RequireFree([.. settings.FrontendUrls, settings.OtlpGrpcUrl, settings.OtlpHttpUrl]);
        var name = configuration[DashboardKeys.ApplicationName] ?? "Application";
        var service = new DashboardService(
            name.EndsWith("AppHost", StringComparison.OrdinalIgnoreCase) && name.Length > 7 ? name[..^7].TrimEnd('.') : name,
            notifications,
            loggers,
            commands,
            interactions);
        _server = new GrpcServer(
            settings.ResourceService, service.Methods, "x-resource-service-api-key", settings.ResourceServiceApiKey, loggerFactory);

        var environment = DashboardEnvironment.Create(settings, _server.EndPoint, configuration);
        var program = DashboardProgram.Find(path);
        var resource = new ExecutableResource(ResourceName, program.Command, Path.GetDirectoryName(Path.GetFullPath(path))!);
        resource.Annotations.Add(new DashboardAnnotation());
        resource.Annotations.Add(new CommandLineArgsCallbackAnnotation(args => program.Arguments.ForEach(args.Add)));
        resource.Annotations.Add(new EnvironmentCallbackAnnotation(variables =>
        {
            foreach (var (key, value) in environment)
            {
                variables[key] = value;
            }
        }));
        resource.Annotations.Add(new ResourceSnapshotAnnotation(new()
        {
            ResourceType = "Executable",
            IsHidden = true,
            Properties = [],
            Urls = [new UrlSnapshot(null, settings.FrontendUrls[0].GetLeftPart(UriPartial.Authority), IsInternal: false)],
        }));

        _watching = new DashboardWatch(settings, notifications, loggers, _logger, _listening).RunAsync(_disposing.Token, lifetime.ApplicationStopping);
        return resource;
    }
}
