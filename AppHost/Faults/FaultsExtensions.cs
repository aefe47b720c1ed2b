using Microsoft.Extensions.DependencyInjection;
using Platform.AppHost.Faults;

namespace Platform.AppHost;

/// <summary>
/// Breaks resources of a running environment on purpose, for tests of what the others do then. It works with
/// <c>Platform:Faults=true</c> only, which puts a relay in front of every resource with a published port. A resource that is
/// stopped is healed, and so is everything when the environment stops, however it stops.
/// </summary>
/// <example>
/// <code>
/// var builder = await DistributedApplicationTestingBuilder.CreateAsync&lt;Projects.AppHost&gt;(["--Platform:Faults=true"]);
/// await using var app = await builder.BuildAsync();
/// await app.StartAsync();
/// await app.SlowAsync("redis", TimeSpan.FromMilliseconds(200));
/// await app.HealAsync("redis");
/// </code>
/// </example>
public static class FaultsExtensions
{
    /// <summary>Halts a resource's processes: its connections stay open, new ones can be made, and nothing is answered.</summary>
    /// <param name="app">The running application.</param>
    /// <param name="resource">The resource's name.</param>
    /// <param name="cancellationToken">Ends the wait for the resource's state.</param>
    /// <exception cref="InvalidOperationException">Faults are off, there is no such resource, or it does not run.</exception>
    /// <exception cref="PlatformNotSupportedException">On Windows, which cannot halt a process.</exception>
    public static Task PauseAsync(this DistributedApplication app, string resource, CancellationToken cancellationToken = default) =>
        InjectorOf(app).PauseAsync(resource, cancellationToken);

    /// <summary>Ends a resource's program without warning (SIGKILL). Nothing is left to heal; a restart policy may start it again.</summary>
    /// <inheritdoc cref="PauseAsync"/>
    public static Task KillAsync(this DistributedApplication app, string resource, CancellationToken cancellationToken = default) =>
        InjectorOf(app).KillAsync(resource, cancellationToken);

    /// <summary>Holds back all data of a resource's connections. It takes the place of an earlier latency or cut.</summary>
    /// <param name="app">The running application.</param>
    /// <param name="resource">The resource's name.</param>
    /// <param name="latency">How long each piece of data is held, in each of the directions; at most one minute.</param>
    /// <param name="direction">Which way.</param>
    /// <exception cref="InvalidOperationException">Faults are off, or there is no such resource with a published port.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="latency"/> is not from 0 to 1 minute.</exception>
    public static Task SlowAsync(this DistributedApplication app, string resource, TimeSpan latency, FaultDirection direction = FaultDirection.Both) =>
        InjectorOf(app).SlowAsync(resource, latency, direction);

    /// <summary>Cuts a resource off. It takes the place of an earlier latency or cut.</summary>
    /// <param name="app">The running application.</param>
    /// <param name="resource">The resource's name.</param>
    /// <param name="silently">
    /// False: open connections are reset, and so is each new one. True: as if the network swallowed everything; connections stay
    /// open, new ones are accepted and never answered, and what was sent meanwhile arrives after healing.
    /// </param>
    /// <exception cref="InvalidOperationException">Faults are off, or there is no such resource with a published port.</exception>
    public static Task CutOffAsync(this DistributedApplication app, string resource, bool silently = false) =>
        InjectorOf(app).CutOffAsync(resource, silently);

    /// <summary>Ends every fault of a resource.</summary>
    /// <exception cref="InvalidOperationException">Faults are off, or there is no such resource.</exception>
    public static Task HealAsync(this DistributedApplication app, string resource) => InjectorOf(app).HealAsync(resource);

    private static FaultInjector InjectorOf(DistributedApplication app) => app.Services.GetService<FaultInjector>()
        ?? throw new InvalidOperationException("Faults are off. Start with Platform:Faults=true; in a test, with the argument --Platform:Faults=true.");
}
