using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Hosting;
using Platform.Hosting.ApplicationModel;
using Platform.Hosting.Building;
using Platform.Hosting.Dashboard;
using Platform.Hosting.Orchestration;

namespace Aspire.Hosting;

/// <inheritdoc />
public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder _host;
    private readonly DistributedApplicationOptions _options;
    private readonly DistributedApplicationExecutionContextOptions _contextOptions;
    private readonly AppHostLocation _appHost;
    private readonly BuilderInterceptor? _interceptor = BuilderInterceptor.Current;

    /// <summary>With command-line arguments.</summary>
    public DistributedApplicationBuilder(string[] args) : this(new DistributedApplicationOptions { Args = args })
    {
    }

    /// <summary>With options.</summary>
    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        var settings = new HostApplicationBuilderSettings { Args = options.Args, DisableDefaults = true };
        _interceptor?.OnCreating(options, settings);

        _appHost = AppHostLocation.Find(options);
        settings.ContentRootPath ??= _appHost.Directory;
        settings.Configuration ??= new();
        AppHostConfiguration.AddSources(settings, _appHost.Assembly);
        _host = new HostApplicationBuilder(settings);
        AppHostConfiguration.AddDefaults(_host.Configuration, _appHost, options);
        DashboardSettings.AddKeys(_host.Configuration, Environment.IsDevelopment() ? UserSecrets.FileOf(_appHost.Assembly) : null);

        var operation = _host.Configuration["Publishing:Publisher"] is not null || _host.Configuration["AppHost:Operation"] is "publish"
            ? DistributedApplicationOperation.Publish
            : DistributedApplicationOperation.Run;
        _contextOptions = new(operation, _host.Configuration["Publishing:Publisher"] ?? "manifest");
        ExecutionContext = new(_contextOptions);

        Services.AddSingleton(ExecutionContext);
        Services.AddSingleton(_options);
        Services.AddSingleton(_appHost);
        Services.AddSingleton(Eventing);
        Services.AddSingleton(_ => new DistributedApplicationModel(Resources));
        Services.AddPlatformHosting(_host.Configuration);
        if (options.ContainerRegistryOverride is { } registry)
        {
            // Late, so that every image has been named.
            Eventing.Subscribe<BeforeStartEvent>((@event, _) =>
            {
                foreach (var image in @event.Model.Resources.SelectMany(resource => resource.Annotations.OfType<ContainerImageAnnotation>()))
                {
                    image.Registry = registry;
                }

                return Task.CompletedTask;
            });
        }

        _interceptor?.OnCreated(this);
    }

    /// <inheritdoc />
    public ConfigurationManager Configuration => _host.Configuration;

    /// <inheritdoc />
    public string AppHostDirectory => _appHost.Directory;

    /// <summary>Path of the AppHost's project file.</summary>
    public string AppHostPath => _appHost.Path;

    /// <inheritdoc />
    public Assembly? AppHostAssembly => _appHost.Assembly;

    /// <inheritdoc />
    public IHostEnvironment Environment => _host.Environment;

    /// <inheritdoc />
    public IServiceCollection Services => _host.Services;

    /// <inheritdoc />
    public IDistributedApplicationEventing Eventing { get; } = new DistributedApplicationEventing();

    /// <inheritdoc />
    public DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <inheritdoc />
    public IResourceCollection Resources { get; } = new ResourceCollection();

    /// <inheritdoc />
    public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource
    {
        ArgumentNullException.ThrowIfNull(resource);
        ModelName.Validate("Resource", resource.Name);
        if (Resources.TryGetByName(resource.Name, out var existing))
        {
            throw new DistributedApplicationException($"Cannot add resource of type '{resource.GetType()}' with name '{resource.Name}' because resource of type '{existing.GetType()}' with that name already exists. Resource names are case-insensitive.");
        }

        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    /// <inheritdoc />
    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new DistributedApplicationResourceBuilder<T>(this, resource);
    }

    /// <inheritdoc />
    public DistributedApplication Build()
    {
        _interceptor?.OnBuilding(this);
        var host = _host.Build();
        _contextOptions.Services = host.Services;
        return new DistributedApplication(_interceptor?.OnBuilt(host) ?? host);
    }
}
