using System.Reflection;
using Aspire.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Hosting.Building;

namespace Platform.Hosting.Testing;

/// <summary>
/// One run of an AppHost's entry point inside the test process. The AppHost is held back twice: when it builds the
/// application, until the test has changed the model, and when it starts it, until the test starts it.
/// </summary>
internal sealed class AppHostRun(
    Assembly assembly,
    string[] args,
    Action<DistributedApplicationOptions, HostApplicationBuilderSettings> onCreating,
    Action<DistributedApplicationBuilder> onCreated,
    Action<DistributedApplicationBuilder> onBuilding) : BuilderInterceptor
{
    private static readonly TimeSpan s_exitTimeout = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = Source<DistributedApplicationBuilder>();
    private readonly TaskCompletionSource _mayBuild = Source();
    private readonly TaskCompletionSource<GatedHost> _host = Source<GatedHost>();
    private Task _entryPoint = Task.CompletedTask;

    /// <summary>Completes when the AppHost has added its resources and wants to build.</summary>
    public Task<DistributedApplicationBuilder> Builder => _builder.Task;

    /// <summary>Completes when the application is built.</summary>
    public Task<GatedHost> Host => _host.Task;

    public void Begin()
    {
        var entryPoint = assembly.EntryPoint ?? throw new InvalidOperationException($"The assembly '{assembly.GetName().Name}' has no entry point. Use a type of an AppHost project.");
        var previous = Current;
        Current = this; // flows into the thread of the entry point, and only there
        try
        {
            _entryPoint = Task.Factory.StartNew(() => Run(entryPoint), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        }
        finally
        {
            Current = previous;
        }

        _ = ReportAsync();
    }

    public void AllowBuild() => _mayBuild.TrySetResult();

    /// <summary>Ends the AppHost, wherever it is, and waits until its entry point has returned.</summary>
    public async Task EndAsync()
    {
        _mayBuild.TrySetCanceled();
        if (_host.Task.IsCompletedSuccessfully)
        {
            await (await _host.Task.ConfigureAwait(false)).EndAsync().ConfigureAwait(false);
        }

        await _entryPoint.WaitAsync(s_exitTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void OnCreating(DistributedApplicationOptions options, HostApplicationBuilderSettings settings) => onCreating(options, settings);

    public override void OnCreated(DistributedApplicationBuilder builder)
    {
        builder.Services.AddHttpClient();
        onCreated(builder);
    }

    public override void OnBuilding(DistributedApplicationBuilder builder)
    {
        onBuilding(builder);
        _builder.TrySetResult(builder);
        _mayBuild.Task.GetAwaiter().GetResult(); // the entry point has a thread of its own
    }

    public override IHost OnBuilt(IHost host)
    {
        var gated = new GatedHost(host);
        _host.TrySetResult(gated);
        return gated;
    }

    private Task Run(MethodInfo entryPoint)
    {
        object?[] parameters = entryPoint.GetParameters().Length is 0 ? [] : [args];
        return entryPoint.Invoke(null, BindingFlags.DoNotWrapExceptions, null, parameters, null) as Task ?? Task.CompletedTask;
    }

    /// <summary>Passes the end of the entry point on to those who wait for a builder or an application.</summary>
    private async Task ReportAsync()
    {
        await _entryPoint.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var failure = _entryPoint.Exception?.InnerException ?? new InvalidOperationException(
            $"The AppHost '{assembly.GetName().Name}' ended without building a distributed application. Its output says why.");
        _builder.TrySetException(failure);
        _host.TrySetException(failure);
        if (_host.Task.IsCompletedSuccessfully)
        {
            _host.Task.Result.OnEntryPointEnded(_entryPoint.Exception?.InnerException);
        }

        // Nobody may be waiting for either.
        _ = _builder.Task.Exception;
        _ = _host.Task.Exception;
    }

    private static TaskCompletionSource Source() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource<T> Source<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
