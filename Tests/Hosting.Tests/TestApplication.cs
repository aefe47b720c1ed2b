using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Hosting.ApplicationModel;
using Platform.Hosting.Dashboard;
using Platform.Hosting.Interactions;

namespace Platform.Hosting.Tests;

/// <summary>The notification, log, command and prompt services of an application, without an engine.</summary>
internal sealed class TestApplication : IAsyncDisposable
{
    private readonly IHost _host;

    public TestApplication(Action<IServiceCollection>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(new DistributedApplicationOptions());
        builder.Services.AddSingleton(new DistributedApplicationExecutionContext(DistributedApplicationOperation.Run));
        builder.Services.AddSingleton<IConfiguration>(new ConfigurationManager());
        builder.Services.AddSingleton<ResourceLoggerService>();
        builder.Services.AddSingleton<ResourceNotificationService>();
        builder.Services.AddSingleton(services => new ResourceCommandService(Notifications, Loggers, services));
        builder.Services.AddDashboard();
        builder.Services.AddSingleton(_ => Model);
        configure?.Invoke(builder.Services);
        _host = builder.Build();
    }

    public DistributedApplicationModel Model { get; } = new(new ResourceCollection());

    public ResourceNotificationService Notifications => Get<ResourceNotificationService>();

    public ResourceLoggerService Loggers => Get<ResourceLoggerService>();

    public ResourceCommandService Commands => Get<ResourceCommandService>();

    public InteractionService Interactions => Get<InteractionService>();

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public TestResource Add(string name)
    {
        var resource = new TestResource(name);
        Model.Resources.Add(resource);
        return resource;
    }

    public Task PublishAsync(IResource resource, string state, Func<CustomResourceSnapshot, CustomResourceSnapshot>? change = null) =>
        Notifications.PublishUpdateAsync(resource, snapshot =>
        {
            snapshot = snapshot with { State = state };
            return change is null ? snapshot : change(snapshot);
        });

    public async ValueTask DisposeAsync()
    {
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }
}

internal sealed class TestResource(string name) : Resource(name), IResourceWithWaitSupport, IResourceWithEnvironment;
