using System.Collections.Concurrent;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Dcp;
using Platform.Hosting.Notifications;
using Platform.Hosting.Orchestration;
using Platform.Hosting.Tests.Dcp;

namespace Platform.Hosting.Tests.Orchestration;

/// <summary>An application on the real engine. Everything is waited for with a bound.</summary>
internal sealed class EngineApplication : IAsyncDisposable
{
    private EngineApplication(DistributedApplication app, Lines log) => (App, Log) = (app, log);

    public DistributedApplication App { get; }

    /// <summary>What the application itself has logged, as "Level: message".</summary>
    public Lines Log { get; }

    public ResourceNotificationService Notifications => App.ResourceNotifications;

    /// <summary>Describes and builds an application; it is not started yet.</summary>
    public static EngineApplication Build(Action<IDistributedApplicationBuilder> describe, params string[] args)
    {
        var engine = Engine.Options;
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = ["--DcpPublisher:RandomizePorts=true", .. args],
            DisableDashboard = true,
            AssemblyName = "TestingAppHost", // it knows where the built programs are
            ProjectDirectory = AppContext.BaseDirectory,
        });
        builder.Configuration["DcpPublisher:CliPath"] ??= engine.DcpPath;
        var log = new Lines();
        builder.Services.AddLogging(logging => logging.ClearProviders().AddProvider(log));
        describe(builder);
        return new(builder.Build(), log);
    }

    public static async Task<EngineApplication> StartAsync(Action<IDistributedApplicationBuilder> describe, params string[] args)
    {
        var application = Build(describe, args);
        try
        {
            await application.App.StartAsync(Engine.Bound());
            return application;
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    public Task<ResourceEvent> UntilAsync(string resource, Func<CustomResourceSnapshot, bool> condition) =>
        ExplainAsync(Notifications.WaitForResourceAsync(resource, change => condition(change.Snapshot), Engine.Bound()));

    public Task<ResourceEvent> UntilAsync(string resource, string state) => UntilAsync(resource, s => s.State?.Text == state);

    public Task<ResourceEvent> UntilHealthyAsync(string resource) => ExplainAsync(Notifications.WaitForResourceHealthyAsync(resource, Engine.Bound()));

    /// <summary>The process ids of all copies of a resource that run.</summary>
    public int[] Pids(string resource) =>
    [
        .. Resource(resource).Annotations.OfType<ResourceInstancesAnnotation>().Single().Ids
            .Select(id => Notifications.TryGetCurrentState(id, out var current) ? current.Snapshot : null)
            .Where(s => s?.State?.Text == KnownResourceStates.Running)
            .Select(s => Convert.ToInt32(s!.Properties.Single(p => p.Name == "executable.pid").Value, System.Globalization.CultureInfo.InvariantCulture)),
    ];

    public EndpointReference Endpoint(string resource, string name = "http") =>
        ((IResourceWithEndpoints)Resource(resource)).GetEndpoint(name);

    public async Task<ExecuteCommandResult> CommandAsync(string resource, string command) =>
        await App.ResourceCommands.ExecuteCommandAsync(resource, command, Engine.Bound());

    /// <summary>Lines of a resource's log until the condition holds.</summary>
    public async Task<List<string>> LogUntilAsync(string resource, Func<string, bool> last)
    {
        var lines = new List<string>();
        await foreach (var batch in App.Services.GetRequiredService<ResourceLoggerService>().WatchAsync(Resource(resource)).WithCancellation(Engine.Bound()))
        {
            lines.AddRange(batch.Select(l => WithoutTime(l.Content)));
            if (batch.Any(l => last(WithoutTime(l.Content))))
            {
                break;
            }
        }

        return lines;
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>The error of a wait in vain also says what the engine knew and what was logged.</summary>
    private async Task<ResourceEvent> ExplainAsync(Task<ResourceEvent> wait)
    {
        try
        {
            return await wait;
        }
        catch (Exception exception) when (exception is OperationCanceledException or DistributedApplicationException)
        {
            var programs = await App.Services.GetRequiredService<EngineHost>().Client.ListAsync<Executable>(Engine.Bound());
            var known = programs.Select(p => $"{p.Metadata.Name} {p.Metadata.Uid}: {p.Status?.State} {p.Status?.Pid}, deleted {p.Metadata.DeletionTimestamp}");
            throw new InvalidOperationException($"{exception.Message}\nThe engine ran:\n{string.Join('\n', known)}\nThe log:\n{string.Join('\n', Log)}", exception);
        }
    }

    // "2026-11-20T13:00:00.0000000Z text"
    private static string WithoutTime(string line) =>
        line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space && DateTime.TryParse(line.AsSpan(0, space), out _) ? line[(space + 1)..] : line;

    public IResource Resource(string name) => App.Services.GetRequiredService<DistributedApplicationModel>().Resources.Single(r => r.Name == name);

    internal sealed class Lines : ConcurrentQueue<string>, ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Logger(this);

        public void Dispose()
        {
        }

        private sealed class Logger(Lines lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
        }
    }
}

internal static class TestPrograms
{
    /// <summary>A shell script as a resource.</summary>
    public static IResourceBuilder<ExecutableResource> AddScript(this IDistributedApplicationBuilder builder, string name, string script) =>
        builder.AddExecutable(name, "/bin/sh", AppContext.BaseDirectory, "-c", script);

    /// <summary>A program that runs until it is ended.</summary>
    public static IResourceBuilder<ExecutableResource> AddSleeper(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddScript(name, "echo started; exec sleep 1000");

    public static IResourceBuilder<ExecutableResource> AddProgramWithMissingParameter(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddSleeper(name).WithEnvironment("TOKEN", builder.AddParameter("token"));

    /// <summary>The small web service of the tests, with an endpoint "http".</summary>
    public static IResourceBuilder<ProjectResource> AddWeb(this IDistributedApplicationBuilder builder, string name, bool isProxied = true) =>
        builder.AddProject<global::Projects.TestingWeb>(name, options => options.ExcludeLaunchProfile = true).WithHttpEndpoint(isProxied: isProxied);
}
