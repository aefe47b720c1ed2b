using Microsoft.Extensions.Hosting;
using Platform.Hosting.Testing;

namespace Aspire.Hosting.Testing;

/// <summary>Runs an AppHost for tests; derive from it to take part in the building.</summary>
public class DistributedApplicationFactory : IDisposable, IAsyncDisposable
{
    private readonly AppHostRun _run;
    private readonly Lazy<Task<DistributedApplication>> _application;
    private DistributedApplication? _started;

    /// <param name="entryPoint">A type of the AppHost's assembly, such as <c>typeof(Projects.AppHost)</c>.</param>
    public DistributedApplicationFactory(Type entryPoint) : this(entryPoint, [])
    {
    }

    /// <param name="entryPoint">A type of the AppHost's assembly, such as <c>typeof(Projects.AppHost)</c>.</param>
    /// <param name="args">The AppHost's arguments.</param>
    public DistributedApplicationFactory(Type entryPoint, string[] args)
    {
        ArgumentNullException.ThrowIfNull(entryPoint);
        ArgumentNullException.ThrowIfNull(args);
        var assembly = entryPoint.Assembly;
        _run = new(
            assembly,
            args,
            (options, settings) => TestingDefaults.Apply(assembly, args, options, settings, OnBuilderCreating),
            OnBuilderCreated,
            OnBuilding);
        _application = new(BuildAsync);
    }

    /// <summary>Starts the application; returns when all its resources have been started.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        var application = await _application.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        await application.StartAsync(cancellationToken).ConfigureAwait(false);
        _started = application;
    }

    /// <summary>A client whose base address is an endpoint of a resource.</summary>
    public HttpClient CreateHttpClient(string resourceName, string? endpointName = null) => Started.CreateHttpClient(resourceName, endpointName);

    /// <summary>The connection string of a resource.</summary>
    public ValueTask<string?> GetConnectionString(string resourceName) => Started.GetConnectionStringAsync(resourceName);

    /// <summary>The URL of an endpoint of a resource.</summary>
    public Uri GetEndpoint(string resourceName, string? endpointName = null) => Started.GetEndpoint(resourceName, endpointName);

    /// <summary>Stops the application and frees everything.</summary>
    public virtual void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops the application and frees everything.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        await _run.EndAsync().ConfigureAwait(false);
        if (_application is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _application.Value.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Called before the builder exists.</summary>
    protected virtual void OnBuilderCreating(DistributedApplicationOptions applicationOptions, HostApplicationBuilderSettings hostOptions)
    {
    }

    /// <summary>Called when the builder exists, before the AppHost adds resources.</summary>
    protected virtual void OnBuilderCreated(DistributedApplicationBuilder applicationBuilder)
    {
    }

    /// <summary>Called when the AppHost builds the application.</summary>
    protected virtual void OnBuilding(DistributedApplicationBuilder applicationBuilder)
    {
    }

    /// <summary>Called when the application is built.</summary>
    protected virtual void OnBuilt(DistributedApplication application)
    {
    }

    private DistributedApplication Started => _started ?? throw new InvalidOperationException("The application has not been started. Call StartAsync first.");

    private async Task<DistributedApplication> BuildAsync()
    {
        _run.Begin();
        _run.AllowBuild();
        var host = await _run.Host.ConfigureAwait(false);
        var application = new DistributedApplication(host.ForTest(_run));
        OnBuilt(application);
        return application;
    }
}
