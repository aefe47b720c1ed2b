using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Hosting.Building;
using Platform.Hosting.Testing;

namespace Aspire.Hosting.Testing;

/// <summary>Builds applications for tests: an AppHost's, or empty ones.</summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>Runs the entry point of an AppHost up to where it builds its application.</summary>
    /// <typeparam name="TEntryPoint">A type of the AppHost's assembly, such as <c>Projects.AppHost</c>.</typeparam>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default) where TEntryPoint : class =>
        CreateAsync(typeof(TEntryPoint), cancellationToken);

    /// <summary>Runs the entry point of an AppHost with arguments.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default) where TEntryPoint : class =>
        CreateAsync(typeof(TEntryPoint), args, cancellationToken);

    /// <summary>Runs the entry point of an AppHost with arguments and options.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder, CancellationToken cancellationToken = default) =>
        CreateAsync(typeof(TEntryPoint), args, configureBuilder, cancellationToken);

    /// <summary>Runs the entry point of an AppHost.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(Type entryPoint, CancellationToken cancellationToken = default) =>
        CreateAsync(entryPoint, [], cancellationToken);

    /// <summary>Runs the entry point of an AppHost with arguments.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(Type entryPoint, string[] args, CancellationToken cancellationToken = default) =>
        CreateAsync(entryPoint, args, (_, _) => { }, cancellationToken);

    /// <summary>Runs the entry point of an AppHost with arguments and options.</summary>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync(Type entryPoint, string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entryPoint);
        RequireArguments(args);
        ArgumentNullException.ThrowIfNull(configureBuilder);
        var assembly = entryPoint.Assembly;
        var run = new AppHostRun(assembly, args, (options, settings) => TestingDefaults.Apply(assembly, args, options, settings, configureBuilder), _ => { }, _ => { });
        run.Begin();
        try
        {
            var builder = await run.Builder.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new TestingBuilder(builder, BuildAsync, async () => await run.EndAsync().ConfigureAwait(false));
        }
        catch
        {
            await run.EndAsync().ConfigureAwait(false);
            throw;
        }

        async Task<DistributedApplication> BuildAsync(CancellationToken token)
        {
            run.AllowBuild();
            var host = await run.Host.WaitAsync(token).ConfigureAwait(false);
            return new DistributedApplication(host.ForTest(run));
        }
    }

    /// <summary>Makes an empty application.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IDistributedApplicationTestingBuilder Create(params string[] args) => Create(args, (_, _) => { }, Assembly.GetCallingAssembly());

    /// <summary>Makes an empty application with options.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static IDistributedApplicationTestingBuilder Create(string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder) =>
        Create(args, configureBuilder, Assembly.GetCallingAssembly());

    private static IDistributedApplicationTestingBuilder Create(string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder, Assembly caller)
    {
        RequireArguments(args);
        ArgumentNullException.ThrowIfNull(configureBuilder);
        var previous = BuilderInterceptor.Current;
        BuilderInterceptor.Current = new EmptyApplication((options, settings) => TestingDefaults.Apply(caller, args, options, settings, configureBuilder));
        try
        {
            var builder = new DistributedApplicationBuilder(new DistributedApplicationOptions());
            builder.Services.AddHttpClient();
            DistributedApplication? application = null;
            return new TestingBuilder(
                builder,
                _ => Task.FromResult(application = builder.Build()),
                () => application?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        finally
        {
            BuilderInterceptor.Current = previous;
        }
    }

    private static void RequireArguments(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (args.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException($"One of the arguments is null or empty: [{string.Join(", ", args)}].", nameof(args));
        }
    }

    private sealed class EmptyApplication(Action<DistributedApplicationOptions, HostApplicationBuilderSettings> creating) : BuilderInterceptor
    {
        public override void OnCreating(DistributedApplicationOptions options, HostApplicationBuilderSettings settings) => creating(options, settings);

        public override void OnCreated(DistributedApplicationBuilder builder)
        {
        }

        public override void OnBuilding(DistributedApplicationBuilder builder)
        {
        }

        public override IHost OnBuilt(IHost host) => host;
    }
}
